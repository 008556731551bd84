"""Who does services is told what to bring: once a day, and at once what is late."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from booking.foundation.journal import seal_entries
from booking.foundation.local_time import local_instant
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.messages.services import tell_lists
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.operations import cancel, change, wish_of
from booking.reservations.services.catalogue import change_service
from booking.reservations.services.lists import note_told
from booking.reservations.services.values import Wanted
from tests.messages.test_outbox import settings
from tests.reservations.services.conftest import house
from tests.reservations.services.house import COFFEE, LUNCH, House
from tests.town_hall import at

__all__ = ["house", "settings"]

TEN, SIX = Wanted(10, "2 vegetarisch", "4711"), Wanted(6)
HOUR = timedelta(hours=1)
KADE = "kade@kade.example"


def clock(day: date, hour: int) -> datetime:
    return local_instant(day, time(hour))


def told(house: House, settings: Settings, now: datetime) -> list[Letter]:
    """Every letter to who does services, after all that is due at ``now`` was told."""
    with house.database.writing() as session:
        seal_entries(session)
        tell_news(session, settings, now=now)
        tell_lists(session, settings, now=now)
        letters = session.exec(select(Letter).order_by("id")).all()  # type: ignore[call-overload]
    return [it for it in letters if "diensten in het stadhuis" in it.text or it.language == "en"]


def ordered(house: House, *, days: int = 1) -> str:
    uid = house.reserve("fatima", "linde", "12:00", "13:00", days=days)
    house.order("fatima", uid, lunch=TEN if days > 1 else None, coffee=SIX)
    return uid


def test_the_list_of_tomorrow_goes_out_once_at_its_hour_and_says_what_the_day_list_says(
    house: House, settings: Settings
) -> None:
    with house.database.writing() as session:
        elsewhere = replace(LUNCH, name_nl="Bloemen", cut_off_count=0, needs_cost_centre=False,
                            told_to="")  # fmt: skip
        change_service(session, house.act("els"), house.lunch, elsewhere)
    uid = ordered(house)
    house.order("fatima", uid, lunch=Wanted(1))
    assert told(house, settings, clock(house.monday, 14)) == []
    [letter] = [told(house, settings, clock(house.monday, 15)) for _ in range(2)][1]
    assert letter.recipient == KADE
    assert letter.subject == "Te verzorgen op di 24 mrt: 1 bestelling"
    [task] = [task for task in house.tasks() if task.key == f"service-{house.coffee}"]
    assert task.order is not None
    assert f"12:00  {task.order.amount} × Koffie en thee" in letter.text
    assert "De Linde, Overleg, Eerste verdieping" in letter.text
    assert "Bloemen" not in letter.text
    assert "Fatima" not in letter.text + letter.html, "who it is for is nobody's business"
    assert letter.stale_at == task.until
    with house.database.writing() as session:
        assert not note_told(session, KADE, house.monday + timedelta(days=1), at=house.now)


def test_before_a_weekend_the_next_open_day_is_told_and_in_it_nothing(
    house: House, settings: Settings
) -> None:
    ordered(house, days=7)
    days = [house.monday + timedelta(days=n) for n in range(7)]
    sent = [len(told(house, settings, clock(day, 16))) for day in days]
    assert sent == [0, 0, 0, 0, 1, 1, 1]
    [letter] = told(house, settings, clock(days[6], 16))
    assert "ma 30 mrt: 2 bestellingen" in letter.subject
    assert "2 vegetarisch" in letter.text
    assert "Kostenplaats 4711" in letter.text


def test_a_colleague_reads_it_in_their_language_and_who_left_does_not(
    house: House, settings: Settings
) -> None:
    with house.database.writing() as session:
        bram = session.get_one(Person, house.hall.cast["bram"].id)
        bram.language = "en"
        change_service(session, house.act("els"), house.coffee,
                       replace(COFFEE, told_to=bram.email))  # fmt: skip
    ordered(house)
    [letter] = told(house, settings, clock(house.monday, 15))
    assert "6 × Coffee and tea" in letter.text
    with house.database.writing() as session:
        session.get_one(Person, bram.id).disabled_at = house.now
    ordered_later = house.reserve("noor", "beuk", "12:00", "13:00", days=2)
    house.order("noor", ordered_later, coffee=SIX)
    tuesday = clock(house.monday + timedelta(days=1), 15)
    assert len(told(house, settings, tuesday)) == 1


@pytest.mark.parametrize(("who", "hour", "is_told"), [("fatima", 9, False), ("noor", 11, True)])
def test_only_an_order_after_the_cut_off_is_told_at_once(
    house: House, settings: Settings, who: str, hour: int, *, is_told: bool
) -> None:
    uid = house.reserve("fatima", "linde", "12:00", "13:00", days=0)
    now = clock(house.monday, hour)
    house.order(who, uid, coffee=SIX, at=now)
    found = told(house, settings, now)
    assert [letter.subject for letter in found] == (
        ["Gewijzigd: diensten op ma 23 mrt, 12:00–13:00"] if is_told else []
    )
    if is_told:
        assert "12:00  6 × Koffie en thee" in found[0].text
        assert found[0].stale_at == clock(house.monday, 12)


def test_what_changes_after_the_list_is_told_at_once_in_one_letter(
    house: House, settings: Settings
) -> None:
    uid = ordered(house)
    evening = clock(house.monday, 20)
    assert len(told(house, settings, evening)) == 1
    house.order("fatima", uid, coffee=Wanted(8), at=evening)
    house.order("fatima", uid, coffee=Wanted(9), at=evening)
    last = told(house, settings, evening)[1:]
    assert ["9 × Koffie" in letter.text for letter in last] == [True]


@pytest.mark.parametrize("deed", ["cancel", "move"])
def test_a_late_cancellation_or_move_is_told_at_once(
    house: House, settings: Settings, deed: str
) -> None:
    uid, tuesday = ordered(house), house.monday + timedelta(days=1)
    late = clock(tuesday, 11)
    told(house, settings, house.now)
    with house.database.writing() as session:
        act, row = house.act("fatima", late), select(Reservation).where(Reservation.uid == uid)
        held = session.exec(row).one()
        if deed == "cancel":
            cancel(session, act, uid)
        else:
            wish = wish_of(session, held, period=at(tuesday + timedelta(days=2), "14:00", "15:00"))
            change(session, act, uid, wish, rev=held.rev)
    [letter] = told(house, settings, late)
    if deed == "cancel":
        assert "U hoeft niets meer te verzorgen" in letter.text
        assert "Koffie" not in letter.text
    else:
        assert "donderdag 26 maart 2026, 14:00–15:00" in letter.text
        assert "6 × Koffie" in letter.text
