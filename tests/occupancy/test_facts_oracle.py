"""However it is counted, it comes to the same: against an oracle that goes minute by minute."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session, SQLModel, select

from booking.foundation.database import Database
from booking.foundation.local_time import epoch_minutes, local_day
from booking.foundation.periods import Period
from booking.occupancy.arrays import arrays_of
from booking.occupancy.facts import rebuild, recount_dirty
from booking.occupancy.models import FactDay, FactSheet, FactVersion
from booking.occupancy.quarters import quarters_of
from booking.occupancy.queries import sheets_of
from booking.occupancy.values import Slice
from booking.reservations.claims import raise_day_versions
from booking.reservations.models import DayVersion, Reservation, ReservationSpace
from booking.reservations.values import HOLDING, ReservationState
from booking.spaces.models import Closure, OpeningHours
from booking.spaces.queries import current_stock
from booking.spaces.rules import usable_periods
from booking.spaces.values import BookableSpace, Stock
from tests import town_hall
from tests.occupancy.days import (
    CONFIRMED,
    MINUTE,
    MONDAY,
    RELEASED,
    TUESDAY,
    add,
    touch_stock,
)
from tests.town_hall import FROM, TownHall, at


@dataclass(frozen=True)
class Drawn:
    space: str
    begin: int
    """Minutes after the Monday's local midnight."""
    length: int
    state: ReservationState
    came: int | None
    left: int | None
    people: int


def drawn_reservations() -> st.SearchStrategy[list[Drawn]]:
    return st.lists(
        st.builds(
            Drawn,
            space=st.sampled_from(["linde", "linde_a", "linde_b", "beuk", "D1"]),
            begin=st.integers(0, 3 * 96).map(lambda quarter: 15 * quarter),
            length=st.integers(1, 40).map(lambda quarter: 15 * quarter),
            state=st.sampled_from([CONFIRMED, CONFIRMED, RELEASED, ReservationState.DECLINED]),
            came=st.none() | st.integers(-15, 120),
            left=st.none() | st.integers(0, 300),
            people=st.integers(1, 9),
        ),
        max_size=14,
    )


def not_clashing(drawn: Iterable[Drawn], stock: Stock, hall: TownHall) -> Iterator[Drawn]:
    """What the guard would let in: no unit twice at once."""
    taken: set[tuple[int, int]] = set()
    for it in drawn:
        units = stock.spaces[hall.spaces[it.space]].unit_ids
        wanted = {(unit, it.begin + m) for unit in units for m in range(0, it.length, 15)}
        if not wanted & taken:
            taken |= wanted
            yield it


def store(session: Session, hall: TownHall, drawn: Iterable[Drawn], midnight: datetime) -> None:
    for it in drawn:
        begin = midnight + it.begin * MINUTE
        period = Period(begin, begin + it.length * MINUTE)
        came = None if it.state is RELEASED or it.came is None else begin + it.came * MINUTE
        left = begin + it.left * MINUTE if it.left is not None and came is not None else None
        add(session, hall, [it.space], period, state=it.state, checked_in_at=came, ended_at=left,
            released_at=begin + 15 * MINUTE if it.state is RELEASED else None,
            attendee_count=it.people)  # fmt: skip


def oracle(session: Session, stock: Stock, day: date) -> dict[tuple[int, int], tuple[int, ...]]:
    """By space and quarter: open, booked, used, people; minute after minute, the slow way."""
    midnight = epoch_minutes(local_day(day).starts_at)
    spaces = stock.spaces_on(day)
    usable = {space.id: _minutes(usable_periods(stock, space, day)) for space in spaces}
    held: dict[int, set[int]] = {space.id: set() for space in spaces}
    used: dict[int, dict[int, int]] = {space.id: {} for space in spaces}
    for row in session.exec(select(Reservation)):
        end = row.released_at or row.ends_at
        if row.state not in {*HOLDING, RELEASED} or end <= row.starts_at:
            continue
        space_id = session.exec(
            select(ReservationSpace.space_id).where(ReservationSpace.reservation_id == row.id)
        ).one()
        for minute in range(epoch_minutes(row.starts_at), epoch_minutes(end)):
            held[space_id].add(minute)
            came = row.checked_in_at and epoch_minutes(row.checked_in_at) <= minute
            if came and not (row.ended_at and minute >= epoch_minutes(row.ended_at)):
                used[space_id][minute] = row.attendee_count
    found: dict[tuple[int, int], list[int]] = {}
    for space in spaces:
        for minute in usable[space.id]:
            if _is_what_is_there(space, minute, spaces, held):
                counts = found.setdefault((space.id, (minute - midnight) // 15), [0, 0, 0, 0])
                counts[0] += 1
                counts[1] += minute in held[space.id]
                counts[2] += minute in used[space.id]
                counts[3] += used[space.id].get(minute, 0)
    return {key: tuple(counts) for key, counts in found.items()}


def _is_what_is_there(
    space: BookableSpace, minute: int, spaces: list[BookableSpace], held: dict[int, set[int]]
) -> bool:
    """Whether the divided room is divided as ``space`` says at that minute."""
    rivals = [o for o in spaces if o.id != space.id and set(o.unit_ids) & set(space.unit_ids)]
    if any(set(other.unit_ids) < set(space.unit_ids) for other in rivals):
        return minute in held[space.id]
    return not any(minute in held[other.id] for other in rivals)


def _minutes(periods: Iterable[Period]) -> set[int]:
    return {
        minute
        for period in periods
        for minute in range(epoch_minutes(period.starts_at), epoch_minutes(period.ends_at))
    }


def all_facts(session: Session) -> dict[str, list[tuple[object, ...]]]:
    def rows(
        table: type[SQLModel], *, but: frozenset[str] = frozenset()
    ) -> list[tuple[object, ...]]:
        columns = [c for c in SQLModel.metadata.tables[str(table.__tablename__)].c
                   if c.name not in but]  # fmt: skip
        return sorted(tuple(row) for row in session.execute(select(*columns)))

    return {
        "days": rows(FactDay),
        "sheets": rows(FactSheet),
        "versions": rows(FactVersion, but=frozenset({"counted_on"})),
    }


@pytest.fixture
def sqlite_hall(sqlite_url: str) -> Iterator[tuple[Database, TownHall]]:
    database = Database(sqlite_url)
    with database.writing() as session:
        hall = town_hall.build(session)
        for weekday in range(7):
            session.add(OpeningHours(building_id=hall.building, space_id=hall.spaces["beuk"],
                                     weekday=weekday, opens=time.min, closes=time.min,
                                     valid_from=FROM))  # fmt: skip
        session.add(Closure(space_id=hall.spaces["linde_b"], reason="Verf",
                            starts_at=at(TUESDAY, "09:20", "11:00").starts_at,
                            ends_at=at(TUESDAY, "09:20", "11:00").ends_at))  # fmt: skip
        touch_stock(session)
    yield database, hall
    database.dispose()


Case = Callable[[date], None]


@pytest.mark.slow
@pytest.mark.parametrize("first", [MONDAY, date(2026, 3, 27), date(2026, 10, 23)])
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=drawn_reservations(), order=st.permutations([0, 1, 2, 3]))
def test_incremental_counting_rebuilding_and_counting_by_hand_agree(
    sqlite_hall: tuple[Database, TownHall], first: date, drawn: list[Drawn], order: list[int]
) -> None:
    database, hall = sqlite_hall
    days = [first + timedelta(days=n) for n in range(4)]
    today = days[-1] + timedelta(days=1)
    with database.writing() as session:
        for table in (ReservationSpace, Reservation, DayVersion, FactDay, FactSheet, FactVersion):
            session.execute(delete(table))
        stock = current_stock(session)
        kept = list(not_clashing(drawn, stock, hall))
        # one by one, each time only what is out of date is counted
        for n in order:
            store(session, hall, kept[n::4], local_day(first).starts_at)
            for day in days:
                _touch_day(session, day, hall.zones["overleg"])
            recount_dirty(session, today=today, days_max=100)
        incremental = all_facts(session)
        whole = Period(local_day(days[0]).starts_at, local_day(today).ends_at)
        rebuild(session, whole, today=today)
        assert all_facts(session) == incremental
        for day in days:
            _compare_with_oracle(session, stock, day)


def _touch_day(session: Session, day: date, zone_id: int) -> None:
    raise_day_versions(session, {(day.toordinal(), zone_id)})


def _compare_with_oracle(session: Session, stock: Stock, day: date) -> None:
    slow = oracle(session, stock, day)
    for row in session.exec(select(FactDay).where(FactDay.day == day.toordinal())):
        mine = [counts for (space_id, _), counts in slow.items() if space_id == row.space_id]
        expected = tuple(map(sum, zip(*mine, strict=True))) or (0, 0, 0, 0)
        assert expected == (
            row.open_minutes, row.booked_minutes, row.used_minutes, row.used_person_minutes
        )  # fmt: skip
    sheets = sheets_of(session, Slice(next(iter(stock.floors.values())).building_id, day, day))
    found = quarters_of(arrays_of(sheets), day.toordinal())
    assert {
        (int(space_id), quarter): tuple(counts)
        for row, space_id in enumerate(found.spaces)
        for quarter, counts in enumerate(zip(
            found.open_minutes[row].tolist(), found.booked_minutes[row].tolist(),
            found.used_minutes[row].tolist(), found.person_minutes[row].tolist(), strict=True))
        if counts[0]
    } == slow  # fmt: skip
