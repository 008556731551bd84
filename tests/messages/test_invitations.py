"""Reservations in people's own calendars: put there by a letter, kept right, and taken out."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import icalendar
import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import seal_entries
from booking.foundation.settings import MailIn, Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.delegates import name_delegate
from booking.people.models import Person
from booking.people.values import Invitations
from booking.reservations.clashes import clashes_caused
from booking.reservations.operations import cancel, change, reserve, wish_of
from booking.reservations.rehousing.operations import change_house
from booking.reservations.rehousing.queries import plan_for
from booking.reservations.rehousing.values import Bulk, Choice, Seen
from booking.reservations.requests import approve, decline
from booking.reservations.values import Needs, Wish
from booking.reservations.waiting.matching import let_go_of
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.closures import close, with_closure
from booking.spaces.queries import current_stock
from booking.spaces.values import Closure, ClosureKind, SpaceKind
from tests.messages.test_outbox import settings
from tests.town_hall import TownHall, at

__all__ = ["settings"]


def heard(session: Session, settings: Settings, now: datetime) -> list[Letter]:
    """The letters since the last time."""
    before = len(session.exec(select(Letter)).all())
    seal_entries(session)
    tell_news(session, settings, now=now)
    return list(session.exec(select(Letter).order_by(Letter.id)).all()[before:])  # type: ignore[arg-type]


def event_in(letter: Letter) -> icalendar.Event:
    calendar = icalendar.Calendar.from_ical(letter.calendar)
    assert calendar["METHOD"] == letter.calendar_method
    [event] = calendar.walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event


def replied(plain: Settings) -> Settings:
    return plain.model_copy(update={"mail_in": MailIn(domain="ruimtes.voorbeeldstad.example")})


def choose(session: Session, hall: TownHall, name: str, choice: Invitations) -> None:
    session.get_one(Person, hall.cast[name].id).invitations = choice
    session.flush()


def test_a_room_is_put_in_the_calendar_follows_and_is_taken_out(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    settings, fatima = replied(settings), hall.act("fatima", now)
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg")
    with database.writing() as session:
        held = reserve(session, fatima, wish)
        [letter] = heard(session, settings, now)
        event = event_in(letter)
        assert (letter.subject, letter.calendar_method) == (
            "Gereserveerd: Overleg, ma 23 mrt", "REQUEST",
        )  # fmt: skip
        assert event["UID"] == held.uid

        later = replace(fatima, at=now + timedelta(minutes=1))
        moved = wish_of(session, held, period=at(now.date(), "16:00", "17:00"))
        change(session, later, held.uid, moved, rev=held.rev)
        [again] = heard(session, settings, later.at)
        assert again.subject == "Gewijzigd: Overleg, ma 23 mrt"
        assert event_in(again)["SEQUENCE"] == 1
        assert event_in(again)["ORGANIZER"] == event["ORGANIZER"]
        assert event_in(again)["DTSTAMP"].dt > event["DTSTAMP"].dt

        cancel(session, replace(fatima, at=now + timedelta(minutes=2)), held.uid)
        [gone] = heard(session, settings, now + timedelta(minutes=2))
        assert (gone.subject, gone.calendar_method) == (
            "Geannuleerd: Overleg, ma 23 mrt", "CANCEL",
        )  # fmt: skip
        assert event_in(gone)["STATUS"] == "CANCELLED"
        assert event_in(gone)["SEQUENCE"] > event_in(again)["SEQUENCE"]
        assert event_in(gone).start == event_in(again).start
        assert {one.about for one in (letter, again, gone)} == {held.uid}


def test_a_calendar_program_finds_in_it_what_it_looks_for(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg")
    with database.writing() as session:
        reserve(session, hall.act("fatima", now), wish)
        [letter] = heard(session, replied(settings), now)

    event = event_in(letter)
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (0, "CONFIRMED", "OPAQUE")
    assert event.start.isoformat() == "2026-03-23T14:00:00+01:00"
    me = event["ATTENDEE"]
    assert str(me) == f"mailto:{letter.recipient}"
    assert {**me.params} == {
        "CN": "Fatima el Amrani", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED", "RSVP": "FALSE", "X-NUM-GUESTS": "0",
    }  # fmt: skip
    assert str(event["ORGANIZER"]) == f"mailto:{letter.sender}"
    assert letter.sender.startswith("boeking+")
    assert letter.sender.endswith("@ruimtes.voorbeeldstad.example")


def test_who_chose_nothing_hears_only_what_others_do_and_without_an_event(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    fatima, joost = hall.act("fatima", now), hall.cast["joost"]
    with database.writing() as session:
        name_delegate(session, hall.act("joost", now), fatima.by.id)
        for name in ("fatima", "joost"):
            choose(session, hall, name, Invitations.NONE)
        wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"))
        reserve(session, fatima, wish)
        reserve(session, fatima, replace(wish, period=at(now.date(), "15:00", "16:00")),
                holder=joost)  # fmt: skip
        [letter] = heard(session, settings, now)
        assert (letter.recipient.split("@")[0], letter.calendar) == ("joost", "")


def test_a_desk_is_put_in_the_calendar_of_who_asks_for_it(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    wish = Wish((hall.spaces["D1"],), at(now.date(), "14:00", "15:00"))
    with database.writing() as session:
        choose(session, hall, "fatima", Invitations.ALL)
        reserve(session, hall.act("fatima", now), wish)
        [letter] = heard(session, settings, now)
        event = event_in(letter)
        assert event["TRANSP"] == "TRANSPARENT"
        assert (letter.sender, str(event["ORGANIZER"])) == (
            "woonkamer@localhost", "mailto:woonkamer@localhost",
        )  # fmt: skip
        assert event["ATTENDEE"].params["RSVP"] == "FALSE", "no reply is read without a domain"


def test_the_host_has_it_in_the_calendar_too_and_hears_of_changes(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    settings, fatima = replied(settings), hall.act("fatima", now)
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg",
                host_id=hall.cast["bram"].id)  # fmt: skip
    with database.writing() as session:
        held = reserve(session, fatima, wish)
        to_host, to_holder = heard(session, settings, now)
        assert to_host.subject == "U bent contactpersoon: Overleg, ma 23 mrt"
        assert to_host.sender == to_holder.sender
        asked = event_in(to_host)
        assert asked["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
        assert asked["ATTENDEE"].params["RSVP"] == "TRUE"
        assert asked["ORGANIZER"].params["CN"] == fatima.by.name
        assert asked["X-MICROSOFT-DISALLOW-COUNTER"] == "TRUE", "it is not theirs to move"

        cancel(session, replace(fatima, at=now + timedelta(minutes=1)), held.uid)
        letters = heard(session, settings, now + timedelta(minutes=1))
        assert [(one.recipient.split("@")[0], one.calendar_method) for one in letters] == [
            ("fatima", "CANCEL"), ("bram", "CANCEL"),
        ]  # fmt: skip
        assert "contactpersoon" in letters[1].text


def test_another_host_hears_so_and_it_goes_out_of_the_calendar_of_the_old_one(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    settings, fatima = replied(settings), hall.act("fatima", now)
    bram, noor = hall.cast["bram"].id, hall.cast["noor"].id
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg",
                host_id=bram)  # fmt: skip
    told = []
    with database.writing() as session:
        held = reserve(session, fatima, wish)
        asked = event_in(heard(session, settings, now)[0])
        moved = replace(wish, period=at(now.date(), "16:00", "17:00"), host_id=bram)
        for minute, changed in enumerate((replace(wish, host_id=noor), moved), start=1):
            act = replace(fatima, at=now + timedelta(minutes=minute))
            change(session, act, held.uid, changed, rev=held.rev)
            told.append(heard(session, settings, act.at))

    def said(letters: list[Letter]) -> list[tuple[str, str, str]]:
        return [(x.recipient.split("@")[0], x.subject.split(":")[0], x.calendar_method)
                for x in letters]  # fmt: skip

    assert said(told[0]) == [
        ("noor", "U bent contactpersoon", "REQUEST"),
        ("bram", "Geen contactpersoon meer", "CANCEL"),
    ]
    assert event_in(told[0][1])["SEQUENCE"] > asked["SEQUENCE"]
    assert said(told[1]) == [
        ("bram", "U bent contactpersoon", "REQUEST"),
        ("fatima", "Gewijzigd", "REQUEST"),
        ("noor", "Geen contactpersoon meer", "CANCEL"),
    ]
    assert event_in(told[1][0])["SEQUENCE"] > event_in(told[0][1])["SEQUENCE"]


@pytest.mark.parametrize(
    ("bulk", "method", "subject"),
    [
        (Bulk.MOVE_OR_CANCEL, "REQUEST", "Voor u gewijzigd: Overleg, di 24 mrt"),
        (Bulk.CANCEL, "CANCEL", "Geannuleerd: Overleg, di 24 mrt"),
    ],
)
def test_what_the_house_moves_or_cancels_is_right_in_the_calendar(
    database: Database, hall: TownHall, settings: Settings, now: datetime,
    bulk: Bulk, method: str, subject: str,
) -> None:  # fmt: skip
    day, els = now.date() + timedelta(days=1), hall.act("els", now + timedelta(minutes=1))
    closed = Closure(ClosureKind.CLOSURE, at(day, "12:00", "18:00"), "lek", None, None, None,
                     hall.spaces["beuk"])  # fmt: skip
    with database.writing() as session:
        for name, place in (("fatima", "beuk"), ("joost", "linde_a")):
            wish = Wish((hall.spaces[place],), at(day, "14:00", "15:00"), title="Overleg")
            reserve(session, hall.act(name, now), wish)
        choose(session, hall, "bram", Invitations.NONE)
        bare = Wish((hall.spaces["beuk"],), at(day, "16:00", "17:00"), title="Overleg")
        reserve(session, hall.act("bram", now), bare)
        asked = event_in(heard(session, settings, now)[0])

        before = current_stock(session)
        caused, _ = clashes_caused(session, before, with_closure(before, closed), now=now)
        plan = plan_for(session, caused, with_closure(before, closed), now=now)
        seen = {row.number: Seen(row.displaced.rev, row.place) for row in plan}
        change_house(session, els, partial(close, session, els, closed), Choice(bulk, seen=seen))
        [told] = [one for one in heard(session, settings, els.at) if one.name != "house_changed"]

    assert (told.recipient.split("@")[0], told.calendar_method) == ("fatima", method)
    assert told.subject == subject
    assert event_in(told)["UID"] == asked["UID"]
    assert event_in(told)["SEQUENCE"] > asked["SEQUENCE"]
    is_moved = event_in(told)["LOCATION"] != asked["LOCATION"]
    assert is_moved is (method == "REQUEST")


def test_an_offer_that_went_to_the_next_goes_out_of_the_calendar(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    period, later = at(now.date() + timedelta(days=1), "10:00", "12:00"), now + timedelta(minutes=1)
    wish = Wish((hall.spaces["beuk"],), period)
    with database.writing() as session:
        held = reserve(session, hall.act("noor", now), wish)
        wanted = Wanted(SpaceKind.ROOM, Needs(period), hall.spaces["beuk"])
        waiting = join(session, hall.act("fatima", now), wanted)
        heard(session, settings, now)
        cancel(session, hall.act("noor", later), held.uid)
        offer, *_ = [one for one in heard(session, settings, later) if one.name == "offer_made"]
        assert offer.calendar_method == "REQUEST"

        let_go_of(session, waiting.id or 0, at=later)
        [gone] = heard(session, settings, later)

    assert (gone.calendar_method, gone.about) == ("CANCEL", offer.about)
    assert event_in(gone)["SEQUENCE"] > event_in(offer)["SEQUENCE"]


def test_a_request_is_tentative_until_it_is_answered(
    database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    settings, ravi, els = replied(settings), hall.act("ravi", now), hall.act("els", now)
    morning = Wish((hall.spaces["raadzaal"],), at(now.date() + timedelta(2), "10:00", "11:00"))
    evening = replace(morning, period=at(now.date() + timedelta(2), "14:00", "15:00"))
    with database.writing() as session:
        first, second = reserve(session, ravi, morning), reserve(session, ravi, evening)
        asked = [one for one in heard(session, settings, now) if one.calendar]
        assert [event_in(one)["STATUS"] for one in asked] == ["TENTATIVE", "TENTATIVE"]

        later = replace(els, at=now + timedelta(minutes=5))
        approve(session, later, first.uid, rev=first.rev)
        decline(session, later, second.uid, rev=second.rev, reason="Bezet")
        yes, no = heard(session, settings, later.at)
        assert (yes.calendar_method, event_in(yes)["STATUS"]) == ("REQUEST", "CONFIRMED")
        assert (no.calendar_method, event_in(no)["STATUS"]) == ("CANCEL", "CANCELLED")
        assert event_in(no)["SEQUENCE"] > event_in(asked[1])["SEQUENCE"]
        assert event_in(yes)["ORGANIZER"].params["CN"] == "Gemeente Voorbeeldstad"
