"""What is seen on a round stands beside what reservations and check-in say of that very minute."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.local_time import local_instant
from booking.occupancy.cuts import Cut, arrays_for
from booking.occupancy.rounds.figures import (
    KNOWN_MIN,
    Look,
    Tally,
    corrected,
    correction_interval,
    looks_of,
    tally_of,
)
from booking.occupancy.rounds.rules import sight_of, spaces_to_count
from booking.occupancy.rounds.values import Round, Seen, Sight
from booking.occupancy.values import Slice
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind
from tests.occupancy.days import MONDAY, add, count
from tests.town_hall import TownHall, at


def moment(clock: str) -> datetime:
    return at(MONDAY, clock, "23:59").starts_at


def looked(session: Session, hall: TownHall, sights: list[Sight]) -> list[Look]:
    stock = current_stock(session)
    arrays = arrays_for(session, Cut(Slice(hall.building, MONDAY, MONDAY)), stock)
    one = Round(1, hall.building, sights[0].at, is_planned=True, is_finished=True,
                space_count=len(sights))  # fmt: skip
    return looks_of([(one, sights)], arrays, stock)


def test_the_four_ways_in_which_a_place_can_be_found(database: Database, hall: TownHall) -> None:
    """Reserved or not, in use or not; at ten, in the middle of what was held."""
    held, ten = at(MONDAY, "09:00", "11:00"), moment("10:00")
    with database.writing() as session:
        for name in ("D1", "D2"):
            add(session, hall, [name], held, checked_in_at=held.starts_at)
        add(session, hall, ["D3"], held)  # nobody checked in
        count(session, MONDAY)
        sights = [
            Sight(hall.spaces[name], ten, seen, int(seen is Seen.USED))
            for name, seen in (("D1", Seen.USED), ("D2", Seen.VACANT), ("D3", Seen.EMPTY),
                               ("D4", Seen.USED), ("D5", Seen.EMPTY))
        ]  # fmt: skip
        tally = tally_of(looked(session, hall, sights))
    assert (tally.seen_count, tally.used_count, tally.vacant_count) == (5, 2, 1)
    assert tally.frequency == pytest.approx(3 / 5)
    assert tally.capture == pytest.approx(2 / 3)
    assert tally.ad_hoc == pytest.approx(1 / 3)
    assert tally.kept == pytest.approx(2 / 3)
    assert tally.known == pytest.approx(2 / 5)
    assert tally.utilisation == pytest.approx(2 / 5)


def test_what_is_seen_at_an_end_or_while_it_is_shut_is_not_of_it(
    database: Database, hall: TownHall
) -> None:
    held = at(MONDAY, "09:00", "11:00")
    with database.writing() as session:
        add(session, hall, ["D1"], held, checked_in_at=held.starts_at)
        count(session, MONDAY)
        desk = hall.spaces["D1"]

        def at_clock(clock: str) -> list[tuple[bool, bool]]:
            found = looked(session, hall, [Sight(desk, moment(clock), Seen.USED, 1)])
            return [(look.is_reserved, look.is_checked_in) for look in found]

        assert at_clock("09:00") == [(True, True)]
        assert at_clock("10:59") == [(True, True)]
        assert at_clock("11:00") == [(False, False)]
        assert at_clock("07:59") == []
        assert at_clock("18:00") == []


def test_a_part_of_a_divided_room_is_reserved_while_the_whole_is(
    database: Database, hall: TownHall
) -> None:
    held = at(MONDAY, "13:00", "15:00")
    with database.writing() as session:
        add(session, hall, ["linde"], held, checked_in_at=held.starts_at, attendee_count=9)
        count(session, MONDAY)
        sights = [Sight(hall.spaces[name], moment("14:00"), Seen.USED, 4)
                  for name in ("linde_a", "linde_b", "beuk")]  # fmt: skip
        found = looked(session, hall, sights)
        there = current_stock(session)
        counted = {it.name for it in spaces_to_count(there, hall.building, MONDAY)}
    assert [look.is_reserved for look in found] == [True, True, False]
    assert tally_of(found).seat_fill == pytest.approx(12 / (6 + 6 + 8))
    assert {"De Linde A", "De Linde B"} <= counted
    assert "De Linde" not in counted  # its chairs are those of its parts


def test_of_a_day_that_was_not_counted_nothing_is_told(database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        sight = Sight(hall.spaces["D1"], moment("10:00"), Seen.USED, 1)
        assert looked(session, hall, [sight]) == []


def tally(*, in_use: int, known: int, seen: int) -> Tally:
    return Tally(seen, in_use, 0, 0, 0, known, in_use, in_use, seen, seen)


def test_a_correction_needs_enough_that_check_in_knew() -> None:
    assert tally(in_use=60, known=KNOWN_MIN - 1, seen=100).correction is None
    few = tally(in_use=60, known=KNOWN_MIN - 1, seen=100)
    assert corrected(0.3, few) is None
    assert corrected(0.3, tally(in_use=60, known=40, seen=100)) == pytest.approx(0.45)
    assert corrected(0.9, tally(in_use=60, known=40, seen=100)) == 1.0
    assert corrected(None, tally(in_use=60, known=40, seen=100)) is None


looks = st.builds(
    Look, round_id=st.just(1), space_id=st.integers(1, 9), kind=st.sampled_from(SpaceKind),
    capacity=st.integers(1, 20), seen=st.sampled_from(Seen), person_count=st.integers(0, 20),
    is_reserved=st.booleans(), is_checked_in=st.booleans(),
)  # fmt: skip


@settings(max_examples=100)
@given(some=st.lists(looks), more=st.lists(looks))
def test_shares_are_shares_and_tallies_add_up(some: list[Look], more: list[Look]) -> None:
    one, other, both = tally_of(some), tally_of(more), tally_of(some + more)
    assert both.in_use == one.in_use + other.in_use
    assert both.reserved_used <= min(both.in_use, both.reserved_count)
    for rate in (both.frequency, both.capture, both.ad_hoc, both.kept, both.known):
        assert rate is None or 0 <= rate <= 1
    if both.in_use:
        assert (both.capture or 0) + (both.ad_hoc or 0) == pytest.approx(1)


def test_what_a_form_says_of_a_place(database: Database, hall: TownHall) -> None:
    with database.reading() as session:
        desk = current_stock(session).spaces[hall.spaces["D1"]]
    ten = local_instant(MONDAY, moment("10:00").time())

    def said(seen: Seen | None, people: int | None) -> tuple[Seen, int] | None:
        sight = sight_of(desk, ten, seen=seen, person_count=people)
        return (sight.seen, sight.person_count) if sight else None

    assert said(None, None) is None
    assert said(None, 0) == (Seen.EMPTY, 0)
    assert said(None, 4) == (Seen.USED, 4)
    assert said(Seen.USED, None) == (Seen.USED, 1)
    assert said(Seen.VACANT, 0) == (Seen.VACANT, 0)
    assert said(Seen.VACANT, 2) == (Seen.USED, 2)  # who is there is there


def walked(rounds: list[tuple[int, int]]) -> list[Look]:
    """Rounds of a hundred desks: so many in use, and so many of those by check-in."""
    return [
        Look(number, desk, SpaceKind.DESK, 1, Seen.USED if desk < used else Seen.EMPTY,
             int(desk < used), is_reserved=False, is_checked_in=desk < known)
        for number, (used, known) in enumerate(rounds) for desk in range(100)
    ]  # fmt: skip


def test_how_sure_a_correction_is_depends_on_how_alike_the_rounds_are() -> None:
    alike, unlike = (
        walked([(40, 20)] * 5),
        walked([(20, 20), (60, 20), (30, 20), (50, 20), (40, 20)]),
    )
    assert correction_interval(alike) == (2.0, 2.0)
    found = correction_interval(unlike)
    assert found is not None
    assert 1 < found[0] < 2 < found[1] < 3
    assert correction_interval(unlike) == found  # the same tomorrow
    assert correction_interval(walked([(40, 20)] * 4)) is None
    assert correction_interval(walked([(40, 5)] * 5)) is None
