"""From an address to the rooms needed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from booking.interfaces.web.fragments import Recent
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.documents import Stamp, stamp_of
from booking.interfaces.web.occupancy.question import RawQuery
from booking.interfaces.web.occupancy.rooms.question import RoomsQuestion, read_rooms_question
from booking.occupancy.party_floor import party_floor, people_by_partner_kind
from booking.occupancy.queries import counted_between, day_totals, facts_version
from booking.occupancy.scenarios.measured import places_on
from booking.occupancy.sizing.demand import wants_between
from booking.occupancy.sizing.report import Need, need_for

NEEDS_MAX = 24


@dataclass(frozen=True, slots=True)
class RoomsAnswer:
    """``need`` is None when there is nothing to reckon with."""

    question: RoomsQuestion
    stamp: Stamp
    need: Need | None
    has_partners: bool
    """Whether partners may be told apart from staff; if not, the question is of everybody."""


def rooms_prepared(
    house: House, query: RawQuery, *, group_size_min: int
) -> Callable[[], RoomsAnswer]:
    """What reckons the answer. That takes a second or more: let no transaction be open then."""
    question = read_rooms_question(
        query, stock=house.stock, buildings=house.buildings, today=house.today
    )
    has_partners = party_floor(people_by_partner_kind(house.session), group_size_min).has_partners
    if not has_partners:
        question = replace(question, party="")
    stamp, reckon = stamp_of(house, question.when.of), _prepared(house, question)
    return lambda: RoomsAnswer(question, stamp, reckon() if reckon else None, has_partners)


def _prepared(house: House, question: RoomsQuestion) -> Callable[[], Need] | None:
    """What reckons the need, once for the same days as they were counted; None without days."""
    session, stock, of = house.session, house.stock, question.when.of
    if of.is_empty or question.when.is_too_long or counted_between(session) is None:
        return None
    kept: Recent[Need] = session.info["memory"].setdefault("rooms needed", Recent(NEEDS_MAX))
    key = (of, question.terms, question.service_percent, stock.version,
           *facts_version(session, of))  # fmt: skip
    if (known := kept.find(key)) is not None:
        return lambda: known
    dates = {it.day for it in day_totals(session, of) if it.sums.open_minutes}
    if not dates:
        return None
    wants = wants_between(session, stock, of.building_id, min(dates), max(dates))
    return lambda: kept.get(key, partial(
        need_for, wants, dates, question.terms, service_percent=question.service_percent,
        capacities_now=[it.capacity for it in places_on(stock, of.building_id, max(dates))
                        if not it.is_desk],
    ))  # fmt: skip
