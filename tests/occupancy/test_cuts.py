"""What a filter may ask for: no filters together say anything of a small group."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.occupancy.cuts import Cut, may_show_zones
from booking.occupancy.group_floor import Group, hidden_groups, hidden_in
from booking.occupancy.party_floor import EVERY_PARTNER, party_floor, people_by_partner_kind
from booking.occupancy.values import Slice
from booking.people.models import Partner, Person
from booking.people.values import PartnerKind
from booking.spaces.values import (
    Audience,
    BookableSpace,
    Floor,
    SpaceKind,
    Stock,
    Term,
    Zone,
    ZoneKind,
)
from tests.occupancy.days import add
from tests.town_hall import TownHall, at

SIZE_MIN = 10
OF = Slice(1, date(2026, 3, 2), date(2026, 3, 6))
CHAIN, RELATED, ALLIANCE = PartnerKind


def stock_of(zones: list[tuple[int, int | None]]) -> Stock:
    """Zones as (floor, department), numbered from 1."""
    return Stock(
        version=1, spaces={},
        zones={number: Zone(number, str(number), ZoneKind.TEAM, floor, department, (0, 0, 0, 0))
               for number, (floor, department) in enumerate(zones, start=1)},
        floors={number: Floor(number, number, str(number), 1, 0, 0) for number in (1, 2, 3)},
        hours=(), exceptions={}, closures=(), equipment={},
    )  # fmt: skip


def houses() -> st.SearchStrategy[list[tuple[int, int | None, int | None]]]:
    """Zones as (floor, department, how many people; None for everyone)."""
    zone = st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from([None, 1, 2]),
                     st.sampled_from([None, None, 2, 5, 9, 12, 40]))  # fmt: skip
    return st.lists(zone, min_size=2, max_size=6)


DESKS, ROOMS = frozenset({SpaceKind.DESK}), frozenset({SpaceKind.ROOM})


@settings(max_examples=150)
@given(
    house=houses(),
    kinds=st.lists(st.sampled_from([DESKS, ROOMS, DESKS | ROOMS]), min_size=6, max_size=6),
)
@example(
    house=[(1, None, None), (3, None, 2), (1, 1, 12), (2, 2, 2)],
    kinds=[ROOMS, ROOMS, DESKS, DESKS | ROOMS],
)
@example(
    house=[(3, 1, 5), (2, None, 12), (2, 2, 5), (1, None, None), (1, 2, None)],
    kinds=[ROOMS, ROOMS, DESKS, DESKS, DESKS],
)
def test_no_filters_together_give_away_a_small_group(
    house: list[tuple[int, int | None, int | None]], kinds: list[frozenset[SpaceKind]]
) -> None:
    """An attack: everything that may be asked, added and taken away in every way there is."""
    stock = stock_of([(floor, department) for floor, department, _ in house])
    groups = [Group(number, floor, kinds[number - 1], people)
              for number, (floor, _, people) in enumerate(house, start=1)]  # fmt: skip
    hidden = hidden_groups(groups, SIZE_MIN)
    asked = [
        cut.zone_ids(stock)
        for zone in (None, *stock.zones) for floor in (None, 1, 2, 3) for department in (None, 1, 2)
        for cut in [Cut(OF if zone is None else Slice(1, OF.first, OF.last, zone_id=zone),
                        floor_id=floor, department_id=department)]
    ]  # fmt: skip
    known = [frozenset(stock.zones) if it is None else it for it in asked
             if may_show_zones(it, hidden, stock)]  # fmt: skip
    people = {number: size for number, (*_, size) in enumerate(house, start=1) if size is not None}
    for alike in ([it.zone_id for it in groups if kind in it.kinds] for kind in SpaceKind):
        answers = np.array([[number in it for number in alike] for it in known], dtype=float)
        for count in range(1, len(alike)):
            for some in combinations(alike, count):
                if not _are_enough(people, some) and _are_enough(people, alike):
                    assert not _is_reckoned_from(answers, [it in some for it in alike])


@settings(max_examples=100)
@given(house=houses(), data=st.data())
def test_no_end_date_gives_away_a_small_group(
    house: list[tuple[int, int | None, int | None]], data: st.DataObject
) -> None:
    """The same attack in time: zones that come and go, and every period that may be asked."""
    days = [OF.first, OF.last]
    there = [data.draw(st.sampled_from([(0,), (1,), (0, 1)])) for _ in house]
    zones = [(floor, department) for floor, department, _ in house]
    desks = {number: desk(number, [days[it] for it in some])
             for number, some in enumerate(there, start=1)}  # fmt: skip
    stock = replace(stock_of(zones), spaces=desks)
    people = {n: size for n, (*_, size) in enumerate(house, start=1) if size is not None}
    places = [(zone, day) for zone, some in enumerate(there, start=1) for day in some]
    known = []
    for first, last in ((0, 0), (1, 1), (0, 1)):
        hidden = hidden_in(stock, 1, people, [(days[first], days[last])], SIZE_MIN)
        for zone, floor in ((None, None), *((it, None) for it in stock.zones),
                            *((None, it) for it in stock.floors)):  # fmt: skip
            zone_ids = Cut(replace(OF, zone_id=zone), floor_id=floor).zone_ids(stock)
            if may_show_zones(zone_ids, hidden, stock):
                known.append([first <= day <= last and (zone_ids is None or it in zone_ids)
                              for it, day in places])  # fmt: skip
    for zone, day in places:
        is_alone = [it for it, of_day in places if of_day == day] == [zone]
        if people.get(zone, SIZE_MIN) < SIZE_MIN and not is_alone:
            wanted = [it == (zone, day) for it in places]
            if _are_enough(people, [it for it, of in places if of == day and it != zone]):
                assert not _is_reckoned_from(np.array(known, dtype=float), wanted)


def _are_enough(people: dict[int, int], zones: Sequence[int]) -> bool:
    """Where a whole house is a small group, no cover is left and none is promised."""
    return any(it not in people for it in zones) or sum(map(people.__getitem__, zones)) >= 10


def desk(zone_id: int, days: list[date]) -> BookableSpace:
    """In one zone, on each of ``days`` alone."""
    terms = tuple(Term(day, day + timedelta(days=1), zone_id, 1) for day in days)
    return BookableSpace(
        id=zone_id, number=f"D{zone_id}", name=f"D{zone_id}", kind=SpaceKind.DESK, building_id=1,
        unit_ids=(zone_id,), terms=terms, grain_minutes=15, buffer_before_minutes=0,
        buffer_after_minutes=0, needs_approval=False, audience=Audience.STAFF,
        is_accessible=False, equipment=frozenset(), layouts={}, box=None,
    )  # fmt: skip


def _is_reckoned_from(answers: np.ndarray, wanted: list[bool]) -> bool:
    """Whether the figures of ``wanted`` are a sum of the answers, each so many times."""
    if not len(answers):
        return False
    target = np.array(wanted, dtype=float)
    weights = np.linalg.lstsq(answers.T, target, rcond=None)[0]
    return bool(np.allclose(weights @ answers, target))


def test_a_small_kind_of_partner_is_not_told_apart_nor_found_from_the_others() -> None:
    found = party_floor({CHAIN: 30, RELATED: 3}, SIZE_MIN)
    assert found.may_ask(EVERY_PARTNER)
    assert found.may_ask((None,))
    assert not found.may_ask((RELATED,))
    assert not found.may_ask((CHAIN,))


def test_few_partners_are_not_told_apart_from_staff() -> None:
    found = party_floor({CHAIN: 1, RELATED: 3}, SIZE_MIN)
    assert not found.may_ask(EVERY_PARTNER)
    assert not found.may_ask((None,))
    assert found.may_ask(())


def test_large_kinds_of_partners_may_each_be_asked_for() -> None:
    found = party_floor({CHAIN: 10, RELATED: 10}, SIZE_MIN)
    assert found.may_ask((CHAIN,))
    assert found.may_ask((RELATED,))
    assert not found.may_ask((ALLIANCE,))


def test_a_kind_without_accounts_is_small_once_it_reserved(
    database: Database, hall: TownHall, now: datetime
) -> None:
    with database.writing() as session:
        session.add(Partner(name="Oud verbond", kind=ALLIANCE, term_from=OF.first))
        ravi = session.get_one(Person, hall.cast["ravi"].id)
        chain = session.get_one(Partner, ravi.partner_id)
        for person in session.exec(select(Person).where(col(Person.partner_id).is_not(None))):
            person.disabled_at = now
        session.flush()
        assert chain.kind is CHAIN
        assert people_by_partner_kind(session) == {}
        add(session, hall, ["beuk"], at(OF.first, "10:00", "12:00"), partner_id=chain.id)
        found = people_by_partner_kind(session)
        assert found == {CHAIN: 0}
    assert not party_floor(found | {RELATED: 30}, SIZE_MIN).may_ask((RELATED,))
