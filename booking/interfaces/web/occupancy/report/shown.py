"""What of a question may be shown, and everything that its sections are made from."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlmodel import Session

from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.report.question import ReportQuestion
from booking.occupancy.arrays import DayArrays, arrays_of
from booking.occupancy.cuts import (
    Cut,
    arrays_for,
    may_show_zones,
)
from booking.occupancy.group_floor import Hidden, hidden_in, may_show_space
from booking.occupancy.party_floor import PartyFloor, party_floor, people_by_partner_kind
from booking.occupancy.queries import (
    counted_between,
    facts_version,
    people_by_zone,
    wish_sums,
)
from booking.occupancy.values import WishSums
from booking.spaces.values import SpaceKind, Stock

NOTHING = arrays_of([])


@dataclass(frozen=True)
class Shown:
    """``arrays`` are of what was asked, ``beside`` of the days it is laid beside.

    ``everybody`` and ``beside_everybody`` are the same with the lines of all parties.
    """

    question: ReportQuestion
    stock: Stock
    group_size_min: int
    parties: PartyFloor
    has_counts: bool
    hidden: Hidden
    is_hidden: bool = False
    version: Hashable = ()
    """Differs once the facts do that were asked for, or of whom they may be shown."""
    arrays: DayArrays = NOTHING
    everybody: DayArrays = NOTHING
    beside: DayArrays | None = None
    beside_everybody: DayArrays = NOTHING
    spaces: frozenset[int] = frozenset()
    """Of which figures may be shown one by one."""
    shown_zones: frozenset[int] = frozenset()
    wishes: Sequence[WishSums] = ()

    @property
    def is_whole_building(self) -> bool:
        return self.question.cut.zone_ids(self.stock) is None and not self.question.party

    @property
    def is_narrowed_to_zones(self) -> bool:
        return self.question.cut.zone_ids(self.stock) is not None

    @cached_property
    def by_kind(self) -> dict[SpaceKind, DayArrays]:
        """What was asked, of each kind of spaces by itself."""
        return {kind: self.arrays.of_spaces(kind=kind) for kind in SpaceKind}

    @property
    def hidden_floors(self) -> frozenset[int]:
        """Of which no figure of the whole may be shown."""
        return self.hidden.floors


def allowed_for(house: House, question: ReportQuestion, *, group_size_min: int) -> Shown:
    """What may be shown, without a figure; the same for all who may see occupancy."""
    session, stock, cut = house.session, house.stock, question.cut
    people = people_by_zone(session, stock)
    periods = [(it.of.first, it.of.last) for it in (cut, question.other_cut) if it is not None]
    hidden = hidden_in(stock, cut.of.building_id, people, periods, group_size_min)
    parties = party_floor(people_by_partner_kind(session), group_size_min)
    may_show = may_show_zones(cut.zone_ids(stock), hidden, stock) and parties.may_ask(cut.parties)
    counted = tuple(
        tuple(facts_version(session, it.of)) for it in (cut, question.other_cut) if it is not None
    )
    return Shown(
        question, stock, group_size_min, parties,
        has_counts=counted_between(session) is not None,
        hidden=hidden,
        is_hidden=not may_show,
        version=(stock.version, counted, tuple(sorted(people.items()))),
        spaces=frozenset(it.id for it in stock.spaces.values()
                         if may_show_space(it, hidden, people)),
        shown_zones=frozenset(stock.zones) - hidden.zones,
    )  # fmt: skip


def with_figures(session: Session, found: Shown) -> Shown:
    """Of what may not be shown nothing is even read."""
    question, stock = found.question, found.stock
    cut = question.cut
    if found.is_hidden or cut.of.is_empty or question.when.is_too_long:
        return found
    everybody, beside = (_everybody(session, it, stock) for it in (cut, question.other_cut))
    return replace(
        found,
        arrays=_of_parties(everybody, cut),
        everybody=everybody,
        beside=None if question.other_cut is None else _of_parties(beside, cut),
        beside_everybody=beside,
        wishes=wish_sums(session, cut.of, question.wish_cut) if question.is_of_wishes else (),
    )  # fmt: skip


def _everybody(session: Session, cut: Cut | None, stock: Stock) -> DayArrays:
    return NOTHING if cut is None else arrays_for(session, replace(cut, parties=()), stock)


def _of_parties(everybody: DayArrays, cut: Cut) -> DayArrays:
    return everybody.of_parties(cut.parties) if cut.parties else everybody
