"""The house changes and every reservation in the way gets what was chosen, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import partial
from itertools import pairwise

import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError
from booking.foundation.journal import JournalEntry, seal_entries
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.foundation.recurrence import Pace, Recurrence
from booking.foundation.settings import Settings
from booking.interfaces.settling import settle_due
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.people.permissions import NotAllowed
from booking.reservations.changes import number_of
from booking.reservations.clashes import clashes, clashes_caused
from booking.reservations.models import Claim, Reservation, ReservationSpace
from booking.reservations.operations import cancel, reserve
from booking.reservations.queries import history_of, space_ids_of
from booking.reservations.rehousing.operations import HousePlanChanged, change_house
from booking.reservations.rehousing.queries import plan_for
from booking.reservations.rehousing.values import Bulk, Choice, Row, Seen, Way
from booking.reservations.seats.operations import name_seats
from booking.reservations.seats.queries import seats_in
from booking.reservations.series.operations import Choice as SeriesChoice
from booking.reservations.series.operations import start_series
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import HouseRules, ReservationState, Wish
from booking.spaces.closures import close, with_closure
from booking.spaces.models import (
    Closure,
    Floor,
    Space,
    SpaceEquipment,
    SpaceTerm,
    SpaceUnit,
    Unit,
    Zone,
)
from booking.spaces.operations import raise_stock_version
from booking.spaces.queries import current_stock
from booking.spaces.values import Closure as ClosureValue
from booking.spaces.values import ClosureKind, SpaceKind, ZoneKind
from tests.conftest import MONDAY
from tests.messages.test_outbox import settings
from tests.together import together
from tests.town_hall import FROM, TownHall, at

__all__ = ["settings"]
TUESDAY = MONDAY + timedelta(days=1)
WEEK = Period(local_day(TUESDAY).starts_at, local_day(TUESDAY + timedelta(days=6)).ends_at)
GRACE = HouseRules().check_in_grace
STAFF = ["fatima", "joost", "noor", "bram", "samir"]


@pytest.fixture
def floors(database: Database, hall: TownHall) -> dict[str, int]:
    """One more floor with eight desks and two rooms: room for all of the first floor."""
    with database.writing() as session:
        floor = Floor(building_id=hall.building, level=2, name="Tweede verdieping",
                      plan_width=600, plan_height=320)  # fmt: skip
        session.add(floor)
        session.flush()
        zone = Zone(floor_id=floor.id or 0, name="Boven", kind=ZoneKind.OPEN, department_id=None,
                    plan_x=0, plan_y=0, plan_width=9, plan_height=9)  # fmt: skip
        session.add(zone)
        session.flush()
        for n in range(1, 11):
            _add_space(session, hall, zone.id or 0, n)
        raise_stock_version(session)
        first = session.get_one(Zone, hall.zones["team"]).floor_id
        return {"first": first, "second": floor.id or 0}


def _add_space(session: Session, hall: TownHall, zone: int, n: int) -> None:
    is_desk, name = n <= 8, f"2.{n:02}"
    unit = Unit(name=name)
    space = Space(building_id=hall.building, number=name, name=f"Plek {name}",
                  kind=SpaceKind.DESK if is_desk else SpaceKind.ROOM)  # fmt: skip
    session.add_all([unit, space])
    session.flush()
    session.add(SpaceUnit(space_id=space.id or 0, unit_id=unit.id or 0))
    session.add(SpaceEquipment(space_id=space.id or 0,
                               equipment_code="adjustable" if is_desk else "screen"))  # fmt: skip
    session.add(SpaceTerm(space_id=space.id or 0, zone_id=zone, capacity=1 if is_desk else 14,
                          valid_from=FROM))  # fmt: skip
    hall.spaces[name] = space.id or 0


def closure(floor: int, period: Period = WEEK) -> ClosureValue:
    return ClosureValue(ClosureKind.CLOSURE, period, "tapijt", None, floor, None, None)


def plan_of(session: Session, value: ClosureValue, now: datetime) -> tuple[Row, ...]:
    before = current_stock(session)
    after = with_closure(before, value)
    caused, _ = clashes_caused(session, before, after, now=now)
    return plan_for(session, caused, after, now=now)


def seen(rows: Sequence[Row]) -> dict[int, Seen]:
    return {row.number: Seen(row.displaced.rev, row.place) for row in rows}


@retried
def close_floor(database: Database, hall: TownHall, value: ClosureValue, choice: Choice,
                now: datetime, who: str = "els") -> None:  # fmt: skip
    with database.writing() as session:
        act = hall.act(who, now)
        change_house(session, act, partial(close, session, act, value), choice)


def occupied_week(database: Database, hall: TownHall, now: datetime) -> list[str]:
    """Thirty desks over five days, a series, a request, a group of desks and a combined room."""
    uids = []
    with database.writing() as session:
        session.get_one(Space, hall.spaces["linde_a"]).needs_approval = True
        raise_stock_version(session)
        for n in range(5):
            day = TUESDAY + timedelta(days=n + (2 if n > 3 else 0))
            for who, desk in zip(STAFF, ("D1", "D2", "D3", "D4", "D5"), strict=True):
                wish = Wish((hall.spaces[desk],), at(day, "09:00", "17:00"))
                uids.append(reserve(session, hall.act(who, now), wish).uid)
        rule = Recurrence(Pace.DAILY, count=3)
        weekly = SeriesWish(rule, TUESDAY, time(10), time(11),
                            hall.spaces["beuk"], attendee_count=6, title="Reeks")  # fmt: skip
        start_series(session, hall.act("fatima", now), weekly, SeriesChoice())
        request = Wish((hall.spaces["linde_a"],), at(TUESDAY, "13:00", "14:00"), 4)
        uids.append(reserve(session, hall.act("joost", now), request).uid)
        both = Wish((hall.spaces["linde"],), at(TUESDAY, "15:00", "16:00"), 12)
        uids.append(reserve(session, hall.act("bram", now), both).uid)
        group = Wish((hall.spaces["D5"], hall.spaces["D6"]),
                     at(TUESDAY, "17:00", "18:00"), 2)  # fmt: skip
        uids.append(reserve(session, hall.act("els", now), group).uid)
    return uids


def no_overlap(session: Session) -> bool:
    held = session.exec(select(Claim).order_by(col(Claim.unit_id), col(Claim.s))).all()
    return all(one.unit_id != two.unit_id or one.e <= two.s for one, two in pairwise(held))


def test_a_floor_closes_for_a_week_and_everyone_has_an_equal_place(
    database: Database, hall: TownHall, floors: dict[str, int], settings: Settings, now: datetime
) -> None:
    occupied_week(database, hall, now)
    value = closure(floors["first"])
    with database.reading() as session:
        rows = plan_of(session, value, now)
    assert len(rows) == 31
    close_floor(database, hall, value, Choice(Bulk.MOVE_OR_KEEP, seen=seen(rows)), now)

    with database.writing() as session:
        stock = current_stock(session)
        held = session.exec(select(Reservation)).all()
        spaces = space_ids_of(session, [number_of(row) for row in held])
        for row in held:
            for number in spaces[number_of(row)]:
                zone = stock.zone_of(stock.spaces[number], TUESDAY)
                assert zone is not None
                assert zone.floor_id != floors["first"], row
        assert no_overlap(session)
        assert clashes(session, stock, now=now) == []
        assert {row.sequence for row in held} == {1}
        assert {row.state for row in held} == {ReservationState.CONFIRMED}  # the request too
        assert len([row for row in held if row.series_id]) == 3
        seal_entries(session)
        tell_news(session, settings, now=now)
        letters = session.exec(select(Letter)).all()
        told = sorted(letter.recipient.split("@")[0] for letter in letters
                      if "erplaatst" in letter.subject)  # fmt: skip
    assert told == sorted(STAFF)  # one letter each; Els did it herself


def test_what_was_moved_says_who_did_it_and_for_whom(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime
) -> None:
    with database.writing() as session:
        wish = Wish((hall.spaces["D1"],), at(TUESDAY, "09:00", "17:00"))
        uid = reserve(session, hall.act("joost", now), wish).uid
        rows = plan_of(session, closure(floors["first"]), now)
    close_floor(database, hall, closure(floors["first"]),
                Choice(Bulk.MOVE_OR_KEEP, seen=seen(rows)), now)  # fmt: skip
    with database.reading() as session:
        *_, last = history_of(session, uid)
    assert (last.action, last.actor_id, last.on_behalf_of_id) == (
        "house-move", hall.cast["els"].id, hall.cast["joost"].id,
    )  # fmt: skip


@pytest.mark.parametrize("way", [Way.CANCEL, Way.KEEP])
def test_one_can_be_chosen_otherwise_than_the_rest(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime, way: Way
) -> None:
    uids = occupied_week(database, hall, now)
    value = closure(floors["first"])
    with database.reading() as session:
        rows = plan_of(session, value, now)
    chosen = next(row for row in rows if row.displaced.uid == uids[0])
    choice = Choice(Bulk.MOVE_OR_KEEP, {chosen.number: way}, seen(rows))
    close_floor(database, hall, value, choice, now)
    with database.reading() as session:
        row = session.exec(select(Reservation).where(Reservation.uid == uids[0])).one()
        found = clashes(session, current_stock(session), now=now)
    assert (row.state is ReservationState.CANCELLED) is (way is Way.CANCEL)
    assert [clash.reservation_id for clash in found] == (
        [chosen.number] if way is Way.KEEP else []
    )  # fmt: skip


def test_time_itself_knows_what_was_moved_and_what_was_cancelled(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime
) -> None:
    """What was requested is confirmed by its move: from then on somebody must come to it."""
    uids = occupied_week(database, hall, now)
    value = closure(floors["first"])
    with database.reading() as session:
        rows = plan_of(session, value, now)
    chosen = next(row for row in rows if row.displaced.uid == uids[0])
    choice = Choice(Bulk.MOVE_OR_KEEP, {chosen.number: Way.CANCEL}, seen(rows))
    close_floor(database, hall, value, choice, now)
    begin = at(TUESDAY, "09:00", "17:00").starts_at
    settle_due(database, now=begin + GRACE - timedelta(minutes=1))
    with database.reading() as session:
        held = session.exec(select(Reservation)).all()
        due = {row.uid: row.due_at for row in held}
        assert due.pop(uids[0]) is None
        assert due == {row.uid: row.starts_at + GRACE for row in held if row.uid != uids[0]}
    settle_due(database, now=begin + GRACE)
    with database.reading() as session:
        states = {row.uid: row.state for row in session.exec(select(Reservation)).all()}
    assert states[uids[0]] is ReservationState.CANCELLED
    released = {uid for uid, state in states.items() if state is ReservationState.RELEASED}
    assert released == set(uids[1:5])  # the other desks of that morning


def test_the_people_of_a_group_go_along(
    database: Database, hall: TownHall, floors: dict[str, int], settings: Settings, now: datetime
) -> None:
    joost = hall.cast["joost"].id
    with database.writing() as session:
        desks = hall.spaces["D5"], hall.spaces["D6"]
        wish = Wish(desks, at(TUESDAY, "09:00", "12:00"), 2)
        held = reserve(session, hall.act("els", now), wish)
        name_seats(session, hall.act("els", now), held.uid, {desks[0]: joost})
        rows = plan_of(session, closure(floors["first"]), now)
        seal_entries(session)
        tell_news(session, settings, now=now)
    close_floor(database, hall, closure(floors["first"]),
                Choice(Bulk.MOVE_OR_KEEP, seen=seen(rows)), now)  # fmt: skip
    with database.writing() as session:
        seats = seats_in(session, number_of(session.exec(select(Reservation)).one()))
        seal_entries(session)
        tell_news(session, settings, now=now)
        told = [letter.recipient for letter in session.exec(select(Letter)).all()]
    assert sorted(seat.person_id or 0 for seat in seats) == [0, joost]
    assert not {seat.space_id for seat in seats} & {*desks}
    assert [who.split("@")[0] for who in told if "joost" in who] == ["joost"] * 2


@pytest.mark.parametrize("what", ["alternative taken", "one more", "changed"])
def test_what_changed_meanwhile_stops_all_of_it(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime, what: str
) -> None:
    uids = occupied_week(database, hall, now)
    value = closure(floors["first"])
    with database.reading() as session:
        rows = plan_of(session, value, now)
    first = next(row for row in rows if row.displaced.uid == uids[0])
    assert first.place is not None
    with database.writing() as session:
        if what == "alternative taken":
            wish = Wish(first.place.space_ids, first.place.period)
            reserve(session, hall.act("els", now), wish)
        elif what == "one more":
            wish = Wish((hall.spaces["beuk"],), at(TUESDAY, "16:00", "17:00"), 2)
            reserve(session, hall.act("els", now), wish)
        else:
            session.get_one(Reservation, first.number).rev += 1
    with pytest.raises(HousePlanChanged):
        close_floor(database, hall, value, Choice(Bulk.MOVE_OR_KEEP, seen=seen(rows)), now)
    with database.reading() as session:
        assert session.exec(select(Closure)).all() == []
        assert {row.sequence for row in session.exec(select(Reservation))} == {0}
        again = plan_of(session, value, now)
    close_floor(database, hall, value, Choice(Bulk.MOVE_OR_KEEP, seen=seen(again)), now)


def test_who_cancelled_meanwhile_is_in_nobodys_way(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime
) -> None:
    uids = occupied_week(database, hall, now)
    with database.writing() as session:
        rows = plan_of(session, closure(floors["first"]), now)
        cancel(session, hall.act("fatima", now), uids[0])
    close_floor(database, hall, closure(floors["first"]),
                Choice(Bulk.MOVE_OR_KEEP, seen=seen(rows)), now)  # fmt: skip
    with database.reading() as session:
        assert clashes(session, current_stock(session), now=now) == []


def test_only_who_manages_the_house_may(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime
) -> None:
    for name in ("noor", "samir", "ravi"):
        with pytest.raises(NotAllowed):
            close_floor(database, hall, closure(floors["first"]), Choice(), now, name)


def test_of_those_who_reserve_while_the_floor_closes_none_is_forgotten(
    database: Database, hall: TownHall, floors: dict[str, int], now: datetime
) -> None:
    """Each is refused as closed, or makes the plan another so that nothing is closed."""
    value = closure(floors["first"])
    refused: list[DomainError] = []
    spots = [(who, desk, n) for n in range(4)
             for who, desk in zip(STAFF, ("D1", "D2", "D3", "D4", "D5"), strict=True)]  # fmt: skip

    @retried
    def reserve_one(who: str, desk: str, n: int) -> None:
        wish = Wish((hall.spaces[desk],), at(TUESDAY + timedelta(days=n), "09:00", "17:00"))
        try:
            with database.writing() as session:
                reserve(session, hall.act(who, now), wish)
        except DomainError as error:
            refused.append(error)

    def close_it() -> None:
        for _ in range(100):
            with database.reading() as session:
                choice = Choice(Bulk.MOVE_OR_CANCEL, seen=seen(plan_of(session, value, now)))
            try:
                close_floor(database, hall, value, choice, now)
            except HousePlanChanged:
                continue
            return
        raise AssertionError("the floor could never be closed")

    raised = together(close_it, *(partial(reserve_one, *spot) for spot in spots))
    assert raised == []
    with database.reading() as session:
        assert clashes(session, current_stock(session), now=now) == []
        rows = session.exec(select(Reservation)).all()
        entries = session.exec(select(JournalEntry)).all()
        named = session.exec(select(ReservationSpace)).all()
    assert len(rows) + len(refused) == len(spots)
    acts = [entry for entry in entries if entry.action.startswith("house-")]
    assert len(acts) == len([row for row in rows if row.sequence])
    assert len(named) == len(rows)
