"""Invitations to rooms become reservations by the ordinary rules, and are answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
import vobject
from icalendar import Calendar
from sqlalchemy import event as engine_event
from sqlmodel import Session, col, select

from booking.calendars.itip.forgetting import forget_old_invitations
from booking.calendars.itip.models import Invitation, InvitedDate
from booking.calendars.itip.operations import answers_due, has_answers_due, receive
from booking.calendars.itip.reading import understand
from booking.calendars.itip.values import (
    Delivery,
    MailAnswer,
    Mailbox,
    Message,
    Outcome,
    Receipt,
)
from booking.foundation.database import Database
from booking.foundation.settings import RoomInvitations, Settings
from booking.foundation.texts import speaking
from booking.people.delegates import name_delegate
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, reserve
from booking.reservations.queries import space_ids_of
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.reservations.requests import approve, decline
from booking.reservations.values import HOLDING, ReservationState, Wish
from booking.spaces.values import SpaceKind
from tests.calendars.itip.organizer import FATIMA, NOW, date, mail
from tests.calendars.test_ical_in import parts_of, readable
from tests.messages.test_outbox import settings
from tests.reservations.test_buffers import set_buffers
from tests.standards.ical_checker import complaints
from tests.town_hall import TownHall, at, judge

__all__ = ["settings"]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what SQL does not decide."""

TUESDAY = NOW + timedelta(days=4)
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"


class Room:
    """A mailbox with a hall behind it, in one transaction."""

    def __init__(
        self, session: Session, hall: TownHall, settings: Settings, name: str = "beuk"
    ) -> None:
        self.session, self.hall, self.settings = session, hall, settings
        self.mailbox = Mailbox("beuk@ruimtes.example", space_id=hall.spaces[name])

    def gets(self, *lines: str, **how: Any) -> Receipt:
        return self.takes(mail(*lines, mailbox=self.mailbox, **how))

    def takes(self, message: Message) -> Receipt:
        return receive(self.session, self.settings, message, now=NOW)

    def held(self) -> list[str]:
        rows = self.session.exec(
            select(Reservation)
            .where(col(Reservation.state).in_(HOLDING), Reservation.title == "Overleg")
            .order_by(col(Reservation.starts_at))
        )
        return [f"{row.starts_at:%m-%d %H}" for row in rows]

    def taken_by(self, name: str, day: datetime, begin: str = "10:00", end: str = "11:00") -> str:
        wish = Wish(
            (self.mailbox.space_id or 0,), at(day.date(), begin, end), title="Van een ander"
        )
        return reserve(self.session, self.hall.act(name, NOW), wish).uid


@pytest.fixture
def room(database: Database, hall: TownHall, settings: Settings) -> Iterator[Room]:
    with database.writing() as session, speaking("nl"):
        yield Room(session, hall, settings)


def answer(receipt: Receipt) -> MailAnswer:
    assert receipt.outcome is Outcome.DONE
    assert receipt.answer is not None
    return receipt.answer


def stats(found: MailAnswer) -> list[str]:
    """PARTSTAT of each event of a REPLY, the exceptions with their RECURRENCE-ID as written.

    Read by a program that did not write it; and nothing in it breaks a rule of the format.
    """
    assert complaints(found.calendar) == []
    calendar = vobject.readOne(found.calendar.decode())
    assert calendar.method.value == "REPLY"
    said = []
    for event in calendar.vevent_list:
        (attendee,) = event.attendee_list
        assert attendee.value == f"mailto:{found.sender}"
        assert attendee.params["CUTYPE"] == ["ROOM"]
        assert f"mailto:{found.to}" in event.organizer.value
        which = (
            f" {event.recurrence_id.value:%m-%d %H}" if "recurrence-id" in event.contents else ""
        )
        said.append(attendee.params["PARTSTAT"][0] + which)
    return said


def test_a_free_room_is_reserved_for_the_organizer_and_accepts(room: Room) -> None:
    found = answer(room.gets())
    assert stats(found) == ["ACCEPTED"]
    assert (found.to, found.sender, found.in_reply_to) == (FATIMA, room.mailbox.address, "<1@x>")
    assert found.subject == "Geaccepteerd: Overleg"
    assert "De Beuk is voor u gereserveerd." in found.text
    [held] = room.session.exec(select(Reservation)).all()
    assert held.holder_id == room.hall.cast["fatima"].id
    assert held.period == at(TUESDAY.date(), "10:00", "11:00")
    assert held.state is ReservationState.CONFIRMED
    [kept] = room.session.exec(select(Invitation)).all()
    assert kept.raw.startswith(b"BEGIN:VCALENDAR")
    raw = Calendar.from_ical(found.calendar)
    assert b"REQUEST-STATUS:2.0;Success\r\n" in found.calendar
    assert b"ORGANIZER;CN=Fatima:mailto:fatima@voorbeeldstad.example\r\n" in found.calendar
    assert raw.events[0]["UID"] == "1@x"


@on_sqlite
def test_a_new_title_keeps_the_room_that_keeps_its_minutes(room: Room) -> None:
    room.gets()
    room.taken_by("joost", TUESDAY, "11:00", "12:00")
    [held] = room.session.exec(select(Reservation).where(Reservation.title == "Overleg")).all()
    assert set_buffers(room.session, room.hall, NOW, 0, 30) == [held.uid]
    found = answer(room.gets(title="Stand-up", sequence=1))
    assert stats(found) == ["ACCEPTED"]
    assert (held.title, held.state) == ("Stand-up", ReservationState.CONFIRMED)


@on_sqlite
def test_the_same_mail_twice_is_one_reservation_and_one_answer(room: Room) -> None:
    room.gets()
    again = room.gets()
    assert (again.outcome, again.answer) == (Outcome.NOTHING_NEW, None)
    assert room.held() == ["03-24 09"]


def test_a_move_keeps_the_reservation_and_a_cancellation_gives_it_back(room: Room) -> None:
    room.gets()
    moved = answer(room.gets(start="20260325T140000", sequence=1))
    assert stats(moved) == ["ACCEPTED"]
    [held] = room.session.exec(select(Reservation)).all()
    assert (room.held(), held.sequence) == (["03-25 13"], 1)
    ended = room.gets(method="CANCEL", sequence=2)
    assert (ended.outcome, ended.answer, room.held()) == (Outcome.DONE, None, [])
    late = room.gets(start="20260325T140000", sequence=1)
    assert (late.outcome, room.held()) == (Outcome.NOTHING_NEW, [])


@on_sqlite
def test_a_taken_room_declines_with_what_is_nearest_and_no_names(room: Room) -> None:
    room.taken_by("joost", TUESDAY)
    found = answer(room.gets())
    assert stats(found) == ["DECLINED"]
    assert b"REQUEST-STATUS:4.1;Event conflict. Date-time is busy.\r\n" in found.calendar
    assert found.subject == "Geweigerd: Overleg"
    assert "Dinsdag 24 maart 2026, 10:00–11:00. De Beuk is bezet: 10:00–11:00." in found.text
    assert "Vrij op dat moment: De Linde A, De Linde B, De Linde." in found.text
    assert "Vrij op die dag: 09:00–10:00" in found.text
    assert "Joost" not in found.text + found.calendar.decode()
    assert "Van een ander" not in found.text + found.calendar.decode()


@on_sqlite
def test_moving_to_a_taken_time_declines_and_releases_the_old_one(room: Room) -> None:
    room.gets()
    room.taken_by("joost", TUESDAY, "14:00", "15:00")
    assert stats(answer(room.gets(start="20260324T140000", sequence=1))) == ["DECLINED"]
    assert room.held() == []


@on_sqlite
def test_house_rules_hold_for_invitations_too(room: Room) -> None:
    night = answer(room.gets(start="20260324T220000"))
    assert stats(night) == ["DECLINED"]
    assert "De Beuk is die dag open: 08:00–18:00." in night.text
    nearest = "Het dichtstbij dat wel mag: di 24 mrt, 17:00–18:00."
    opening = "vastgesteld door de afdeling Facilitair. Alleen die kan langer open zijn."
    comment = str(Calendar.from_ical(night.calendar).walk("VEVENT")[0]["comment"])
    for said in (night.text, comment):
        assert nearest in said
        assert opening in said
        assert "Els" not in said, "the role, never the person"
    many = [f"ATTENDEE:mailto:p{n}@voorbeeldstad.example" for n in range(20)]
    crowd = answer(room.gets(*many, uid="2@x"))
    assert "plaatsen en u komt met 21 personen." in crowd.text
    past = answer(room.gets(start="20260319T100000", uid="3@x"))
    assert "Het begin ligt in het verleden." in past.text
    assert room.held() == []


@on_sqlite
def test_who_may_not_reserve_is_told_whom_to_ask(room: Room) -> None:
    stranger = "iemand@elders.example"
    found = answer(room.gets(organizer=stranger, sender=stranger))
    assert stats(found) == ["DECLINED"]
    assert b"REQUEST-STATUS:3.8;No authority.\r\n" in found.calendar
    assert "Wij kennen iemand@elders.example niet" in found.text
    assert room.held() == []


@on_sqlite
def test_who_sends_for_somebody_must_be_their_delegate(room: Room) -> None:
    """SENT-BY is written by whoever writes the calendar: a partner may not act as Fatima by it."""
    room.gets()

    def sent_by(name: str, **how: Any) -> Receipt:
        sender = f"{name}@voorbeeldstad.example"
        message = mail(mailbox=room.mailbox, sender=sender, **how)
        return room.takes(replace(message, speaks_for_organizer=True))

    for forged in (sent_by("ravi", method="CANCEL", sequence=1), sent_by("ravi", uid="2@x")):
        assert (forged.outcome, forged.answer) == (Outcome.NOT_THEIRS, None)
    assert room.held() == ["03-24 09"]
    name_delegate(room.session, room.hall.act("fatima", NOW), room.hall.cast["joost"].id)
    assert stats(answer(sent_by("joost", start="20260325T100000", sequence=1))) == ["ACCEPTED"]
    [held] = room.session.exec(select(Reservation)).all()
    assert held.holder_id == room.hall.cast["fatima"].id


@on_sqlite
def test_a_room_writes_to_nobody_in_the_name_of_a_stranger(room: Room) -> None:
    victim = mail(mailbox=room.mailbox, sender="ravi@voorbeeldstad.example",
                  organizer="iemand@elders.example")  # fmt: skip
    receipt = room.takes(replace(victim, speaks_for_organizer=True))
    assert (receipt.outcome, receipt.answer) == (Outcome.NOT_THEIRS, None)


@on_sqlite
def test_what_was_written_is_kept_once_however_many_dates_it_is_about(room: Room) -> None:
    whole, one = mail(WEEKLY, mailbox=room.mailbox), date(31, hour=15)
    room.takes(replace(whole, said=whole.said + one.said))
    raws = room.session.exec(select(Invitation.raw).order_by(Invitation.recurrence)).all()
    assert raws == [whole.raw, b""]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_quota_of_a_series_are_locked_before_its_first_date_is_held(
    room: Room, database: Database
) -> None:
    """Two series that lock them date by date may wait for each other."""
    terms = QuotaTerms(Subject.PERSON, None, SpaceKind.ROOM, Per.WEEK, 9)
    set_quota(room.session, room.hall.act("els", NOW), terms, begins=NOW.date(),
              until=None)  # fmt: skip
    asked: list[str] = []

    def note(*facts: Any) -> None:
        asked.append(facts[2].lower())

    engine_event.listen(database.engine, "before_cursor_execute", note)
    try:
        room.gets(WEEKLY)
    finally:
        engine_event.remove(database.engine, "before_cursor_execute", note)
    assert len(room.held()) == 4
    first = next(n for n, said in enumerate(asked) if said.startswith("insert into reservation "))
    locks = [n for n, said in enumerate(asked) if "pg_advisory_xact_lock" in said]
    assert sum(n < first for n in locks) >= 4


@on_sqlite
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_comes_first_the_same_is_held(room: Room, order: tuple[int, ...]) -> None:
    which = "RECURRENCE-ID;TZID=Europe/Amsterdam:20260331T100000"
    mails: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        ((WEEKLY,), {}),
        ((WEEKLY,), {"sequence": 1, "minute": 1, "start": "20260324T110000"}),
        ((which,), {"sequence": 1, "minute": 2, "start": "20260401T150000"}),
    ]
    for number in [*order, *order]:
        lines, how = mails[number]
        room.gets(*lines, **how)
    assert room.held() == ["03-24 10", "04-01 13", "04-07 09", "04-14 09"]


@on_sqlite
def test_a_partner_gets_only_what_is_open_to_partners(room: Room) -> None:
    ravi = "ravi@voorbeeldstad.example"
    assert stats(answer(room.gets(organizer=ravi, sender=ravi))) == ["ACCEPTED"]
    linde = Room(room.session, room.hall, room.settings, "linde")
    refused = answer(linde.gets(organizer=ravi, sender=ravi))
    assert stats(refused) == ["DECLINED"]
    assert "niet voor u" in refused.text
    assert "Vrij" not in refused.text


@on_sqlite
def test_who_left_gets_nothing_and_can_still_give_back(room: Room) -> None:
    room.gets()
    person = room.session.get_one(Person, room.hall.cast["fatima"].id)
    person.disabled_at = NOW
    room.session.flush()
    assert stats(answer(room.gets(uid="2@x", start="20260325T100000"))) == ["DECLINED"]
    room.gets(method="CANCEL", sequence=1)
    assert room.held() == []


def test_a_room_that_needs_approval_is_tentative_until_it_is_decided(room: Room) -> None:
    hall = Room(room.session, room.hall, room.settings, "raadzaal")
    found = answer(hall.gets())
    assert stats(found) == ["TENTATIVE"]
    assert found.subject == "Voorlopig: Overleg"
    assert not has_answers_due(room.session, now=NOW)
    [asked] = room.session.exec(select(Reservation)).all()
    approve(room.session, room.hall.act("els", NOW), asked.uid, rev=asked.rev)
    [later] = answers_due(room.session, room.settings, now=NOW)
    assert (stats(later), later.subject) == (["ACCEPTED"], "Geaccepteerd: Overleg")
    assert later.in_reply_to == "<1@x>"
    assert answers_due(room.session, room.settings, now=NOW) == []


@on_sqlite
def test_so_is_any_room_for_a_partner_whose_requests_are_judged(room: Room) -> None:
    judge(room.session, room.hall, NOW)
    by_ravi = {"organizer": "ravi@voorbeeldstad.example", "sender": "ravi@voorbeeldstad.example"}
    assert stats(answer(room.gets(**by_ravi))) == ["TENTATIVE"]
    [asked] = room.session.exec(select(Reservation)).all()
    approve(room.session, room.hall.act("els", NOW), asked.uid, rev=asked.rev)
    [later] = answers_due(room.session, room.settings, now=NOW)
    assert stats(later) == ["ACCEPTED"]
    moved = room.gets(**by_ravi, sequence=1, start="20260324T140000")
    assert stats(answer(moved)) == ["TENTATIVE"], "what moves is asked again"


@on_sqlite
def test_a_request_that_is_declined_says_why(room: Room) -> None:
    hall = Room(room.session, room.hall, room.settings, "raadzaal")
    hall.gets()
    [asked] = room.session.exec(select(Reservation)).all()
    decline(room.session, room.hall.act("els", NOW), asked.uid, rev=asked.rev,
            reason="Er is raadsvergadering.")  # fmt: skip
    [later] = answers_due(room.session, room.settings, now=NOW)
    assert stats(later) == ["DECLINED"]
    assert "Er is raadsvergadering." in later.text


def test_what_the_house_takes_away_is_told(room: Room) -> None:
    room.gets(WEEKLY)
    second = room.session.exec(select(Reservation).order_by(col(Reservation.starts_at))).all()[1]
    cancel(room.session, room.hall.act("els", NOW), second.uid)
    [later] = answers_due(room.session, room.settings, now=NOW)
    assert stats(later) == ["DECLINED 03-31 10"]
    assert 'RECURRENCE-ID;TZID="Europe/Amsterdam":20260331T100000' in later.calendar.decode()
    # a change of another date does not bring it back
    one = mail("RECURRENCE-ID;TZID=Europe/Amsterdam:20260407T100000", start="20260407T150000",
               sequence=1, mailbox=room.mailbox)  # fmt: skip
    assert stats(answer(room.takes(one))) == ["ACCEPTED 04-07 10"]
    assert room.held() == ["03-24 09", "04-07 13", "04-14 08"]


def test_what_is_moved_on_a_screen_is_told_once_as_it_is_now(room: Room) -> None:
    room.gets()
    [held] = room.session.exec(select(Reservation)).all()
    linde = Wish((room.hall.spaces["linde"],), held.period, title="Overleg")
    change(room.session, room.hall.act("els", NOW), held.uid, linde, rev=held.rev)
    [later] = answers_due(room.session, room.settings, now=NOW)
    assert stats(later) == ["DECLINED"]
    assert "De Linde, dinsdag 24 maart 2026, 10:00–11:00. Wijzig" in later.text
    assert answers_due(room.session, room.settings, now=NOW) == []
    back = replace(linde, space_ids=(room.hall.spaces["beuk"],))
    change(room.session, room.hall.act("els", NOW), held.uid, back, rev=held.rev)
    [again] = answers_due(room.session, room.settings, now=NOW)
    assert stats(again) == ["ACCEPTED"]
    later_that_day = replace(back, period=held.period.shifted(timedelta(hours=1)))
    change(room.session, room.hall.act("fatima", NOW), held.uid, later_that_day, rev=held.rev)
    assert [stats(each) for each in answers_due(room.session, room.settings, now=NOW)] == [
        ["DECLINED"]
    ]


def test_what_is_long_past_is_forgotten(room: Room) -> None:
    room.gets()
    room.gets(uid="2@x", method="CANCEL")
    for days, kept in ((20, 2), (33, 1), (36, 0)):
        forget_old_invitations(room.session, now=NOW + timedelta(days=days))
        assert len(room.session.exec(select(Invitation)).all()) == kept
    assert room.held() == ["03-24 09"]


def test_a_series_with_one_clash_is_declined_as_a_whole_at_first(room: Room) -> None:
    room.taken_by("joost", TUESDAY + timedelta(days=7))
    found = answer(room.gets(WEEKLY))
    assert stats(found) == ["DECLINED"]
    assert "Daarom is van de reeks niets gereserveerd:\nDinsdag 31 maart 2026" in found.text
    assert room.held() == []
    told = room.session.exec(select(InvitedDate)).all()
    assert [date.reservation_id for date in told] == [None] * 4


def test_a_series_within_the_limits_is_accepted_in_part(room: Room) -> None:
    room.settings = room.settings.model_copy(
        update={"room_invitations": RoomInvitations(clash_count_max=1, clash_percentage_max=25)}
    )
    room.taken_by("joost", TUESDAY + timedelta(days=7))
    found = answer(room.gets(WEEKLY))
    assert stats(found) == ["ACCEPTED", "DECLINED 03-31 10"]
    assert "3 van de 4 keren zijn gereserveerd. Deze niet:" in found.text
    assert room.held() == ["03-24 09", "04-07 08", "04-14 08"]


@on_sqlite
def test_a_series_that_is_moved_to_clash_loses_its_old_dates(room: Room) -> None:
    room.gets(WEEKLY)
    assert len(room.held()) == 4
    room.taken_by("joost", TUESDAY + timedelta(days=7), "14:00", "15:00")
    assert stats(answer(room.gets(WEEKLY, start="20260324T140000", sequence=1))) == ["DECLINED"]
    assert room.held() == []
    assert room.session.exec(
        select(Reservation).where(Reservation.title == "Van een ander")
    ).one().state is ReservationState.CONFIRMED  # fmt: skip


@on_sqlite
def test_one_date_of_a_series_is_moved_and_cancelled(room: Room) -> None:
    room.gets(WEEKLY)
    which = "RECURRENCE-ID;TZID=Europe/Amsterdam:20260331T100000"
    moved = answer(room.gets(which, start="20260401T150000", sequence=1))
    assert stats(moved) == ["ACCEPTED 03-31 10"]
    assert room.held() == ["03-24 09", "04-01 13", "04-07 08", "04-14 08"]
    room.gets(which, method="CANCEL", sequence=2)
    assert room.held() == ["03-24 09", "04-07 08", "04-14 08"]
    room.gets(method="CANCEL", sequence=3)
    assert room.held() == []


@on_sqlite
def test_an_endless_series_is_held_as_far_ahead_as_the_house_allows(room: Room) -> None:
    found = answer(room.gets("RRULE:FREQ=MONTHLY;BYDAY=-1TU", start="20260331T100000"))
    assert stats(found) == ["ACCEPTED"]
    assert len(room.held()) == 12
    assert "maar is gereserveerd tot en met dinsdag 23 februari 2027." in found.text


@on_sqlite
def test_an_invitation_to_a_zone_takes_a_free_desk(room: Room) -> None:
    desks = Mailbox("stil@ruimtes.example", zone_id=room.hall.zones["stil"])
    reserve(room.session, room.hall.act("joost", NOW),
            Wish((room.hall.spaces["D5"],), at(TUESDAY.date(), "08:00", "18:00")))  # fmt: skip
    invitation = mail(mailbox=desks, attendees=(desks.address,))
    assert stats(answer(room.takes(invitation))) == ["ACCEPTED"]
    [held] = room.session.exec(select(Reservation).where(Reservation.title == "Overleg")).all()
    assert space_ids_of(room.session, [held.id or 0]) == {held.id: [room.hall.spaces["D6"]]}
    bram = "bram@voorbeeldstad.example"
    full = mail(mailbox=desks, attendees=(desks.address,), uid="2@x", organizer=bram, sender=bram)
    assert stats(answer(room.takes(full))) == ["DECLINED"]


@on_sqlite
def test_the_answer_is_in_the_language_of_the_organizer(room: Room) -> None:
    room.session.get_one(Person, room.hall.cast["fatima"].id).language = "en"
    found = answer(room.gets())
    assert (found.subject, found.language) == ("Accepted: Overleg", "en")


MADE_OF = ["outlook", "exch", "itip", "yahoo"]


@on_sqlite
@pytest.mark.parametrize(
    "name",
    [name for name, part in readable() if not part and any(word in name for word in MADE_OF)],
)
def test_what_real_programs_send_is_carried_out_and_answered(room: Room, name: str) -> None:
    """Their files as if Fatima invited the room today; what they ask is long past, or at night."""
    raw = parts_of(name)[0].replace(b"PUBLISH", b"REQUEST")
    message = understand(raw, Delivery(room.mailbox, FATIMA, NOW, "<1@x>"))
    address = replace(message.address, organizer=FATIMA, line=f"ORGANIZER:mailto:{FATIMA}")
    receipt = room.takes(replace(
        message, address=address, speaks_for_organizer=True, is_invited=True
    ))  # fmt: skip
    assert stats(answer(receipt))[0] in {"ACCEPTED", "DECLINED"}


@on_sqlite
def test_an_invitation_without_length_is_declined(room: Room) -> None:
    message = mail(mailbox=room.mailbox)
    said = replace(message.said[0], dates=())
    found = answer(room.takes(replace(message, said=(said,))))
    assert stats(found) == ["DECLINED"]
