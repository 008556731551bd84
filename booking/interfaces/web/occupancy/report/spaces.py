"""Plekken: how much of the time, what nobody reserves, and who sits in too large a room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.occupancy.cells import (
    Cell,
    FigureTable,
    Heading,
    Row,
    Unit,
    count_of,
    hours,
    percents,
)
from booking.interfaces.web.occupancy.report.parts import (
    HeatTable,
    Section,
    basis_of,
    heat_cell,
)
from booking.interfaces.web.occupancy.report.plan import plan_section
from booking.interfaces.web.occupancy.report.question import MINUTES, OFFICE_HOURS, OfficeHours
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.tables import KINDS, size_label, zone_label
from booking.occupancy.arrays import DayArrays
from booking.occupancy.fates import sums_of
from booking.occupancy.fit_table import FitTable, fit_table
from booking.occupancy.measures import (
    P95_DAYS_MIN,
    booked_rate,
    occupancy_rate,
    seat_fill_rate,
    utilisation_rate,
)
from booking.occupancy.records import Ints
from booking.occupancy.split_merge import split_or_merge
from booking.spaces.values import SpaceKind

RARELY = 0.1
RARE_MAX = 30
MINUTES_AN_HOUR = 60
SPLIT = N_(
    "Rather split rooms for %(seats)s: for %(share)s of their %(hours)s hours in use a smaller one "
    "was free, and of all rooms for %(other)s or more none was free for %(full)s hours."
)
JOIN = N_(
    "Rather join rooms for %(seats)s: they were in use for %(share)s of %(hours)s open hours, and "
    "of all rooms for %(other)s or more none was free for %(full)s hours."
)
RATES = (
    (N_("In use"), occupancy_rate), (N_("Reserved"), booked_rate),
    (N_("Seats used"), utilisation_rate), (N_("Filled when in use"), seat_fill_rate),
)  # fmt: skip


def space_sections(shown: Shown) -> Iterator[Section]:
    yield _rates(shown)
    if not shown.question.party:  # what one party never reserved may be full of another
        yield _rare(shown)
    rooms = shown.by_kind[SpaceKind.ROOM]
    if len(rooms.lines):
        yield _fit(rooms)
    plan = plan_section(shown)
    if plan is not None:
        yield plan


def _rates(shown: Shown) -> Section:
    """The same by the office hours that others reckon with, to compare."""
    arrays = shown.arrays
    kinds = [kind for kind in SpaceKind if len(shown.by_kind[kind].open_days)]
    rows = [row for kind in kinds for row in _rate_rows(shown, kind)]
    found = sums_of(arrays)
    return Section(
        id="deel-van-de-tijd",
        title=text("How much of the time"),
        sentence=text("Spaces were in use for %(used)s of the time, and reserved for %(booked)s.",
                      used=percents(occupancy_rate(found)), booked=percents(booked_rate(found))),
        codes=("booked_rate", "occupancy_rate", "seat_fill_rate", "utilisation_rate"),
        basis=basis_of(arrays),
        tables=[FigureTable(
            id="deel-tabel", title=text("The same by opening hours and by office hours"), rows=rows,
            headings=[Heading(text("Of"), is_numeric=False),
                      *(Heading(text(label)) for label, _ in RATES), Heading(text("Open hours"))],
        )],
    )  # fmt: skip


def _rate_rows(shown: Shown, kind: SpaceKind) -> Iterator[Row]:
    arrays, name = shown.by_kind[kind], text(KINDS[kind])
    yield _rate_row(name, text(OFFICE_HOURS[shown.question.office_hours]), arrays)
    if shown.question.office_hours is OfficeHours.OPENED and shown.question.day_part is None:
        for which, minutes in MINUTES.items():
            yield _rate_row(name, text(OFFICE_HOURS[which]),
                            arrays.between(*minutes, as_opened=False))  # fmt: skip
    if shown.beside is not None:
        yield _rate_row(name, text("the days beside it"), shown.beside.of_spaces(kind=kind))


def _rate_row(label: str, note: str, arrays: DayArrays) -> Row:
    sums = sums_of(arrays)
    return Row(label, [*(Cell(rate(sums), Unit.RATE) for _, rate in RATES),
                       Cell(sums.open_minutes, Unit.MINUTES)], note=note)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Use:
    """One space: minutes open, reserved and in use, and how often it was reserved."""

    space_id: int
    opened: int
    booked: int
    used: int
    count: int

    @property
    def rate(self) -> float:
        return self.used / self.opened


def _uses(shown: Shown) -> list[_Use]:
    """Those that may be shown and were open at some time, the least reserved first."""
    arrays = shown.arrays
    spaces = np.unique(arrays.house["space"])

    def by_space(ids: Ints, weights: Ints | None = None) -> list[int]:
        sums: Ints = np.bincount(ids, weights=weights, minlength=spaces.max(initial=0) + 1)
        return list(map(int, sums[spaces]))

    columns = (
        by_space(arrays.house["space"], arrays.open_minutes),
        by_space(arrays.lines["space"][arrays.held.line], arrays.held.minutes),
        by_space(arrays.lines["space"][arrays.used.line], arrays.used.minutes),
        by_space(arrays.lines["space"][arrays.lines["held_end"] > arrays.lines["begin"]]),
    )
    found = [_Use(*it) for it in zip(spaces.tolist(), *columns, strict=True)]
    return sorted((it for it in found if it.opened and it.space_id in shown.spaces),
                  key=lambda it: (bool(it.booked), it.rate, it.space_id))  # fmt: skip


def _rare(shown: Shown) -> Section:
    uses = _uses(shown)
    rare = [it for it in uses if it.rate < RARELY]
    never = sum(not it.booked for it in uses)
    words = (plural_text("%(count)s space was never reserved", "%(count)s spaces were never "
                         "reserved", never),
             plural_text("%(count)s was in use for less than a tenth of the time.",
                         "%(count)s were in use for less than a tenth of the time.",
                         len(rare)))  # fmt: skip
    return Section(
        id="zelden",
        title=text("Rarely in use"),
        sentence=text("Of %(total)s spaces: %(never)s; %(rare)s", total=count_of(len(uses)),
                      never=words[0], rare=words[1]),
        codes=("booked_rate", "occupancy_rate"),
        basis=text("Desks in a zone of a team or department are not shown one by one: there a "
                   "desk is often somebody's. They count in the figures of their zone."),
        tables=[_rare_table(shown, uses[:RARE_MAX])] if uses else [],
    )  # fmt: skip


def _rare_table(shown: Shown, uses: Sequence[_Use]) -> FigureTable:
    labels = (N_("In use"), N_("Reserved"), N_("Hours in use"), N_("Reservations"))
    return FigureTable(
        id="zelden-tabel",
        title=text("The least used first"),
        headings=[Heading(text("Space"), is_numeric=False), *(Heading(text(it)) for it in labels)],
        rows=[_rare_row(shown, it) for it in uses],
    )


def _rare_row(shown: Shown, use: _Use) -> Row:
    space = shown.stock.spaces[use.space_id]
    zone = shown.stock.zones.get(space.terms[-1].zone_id)
    return Row(
        f"{space.number} {space.name}" if space.number not in space.name else space.name,
        [Cell(use.rate, Unit.RATE), Cell(use.booked / use.opened, Unit.RATE),
         Cell(use.used, Unit.MINUTES), Cell(use.count, Unit.PEOPLE)],
        note=zone_label(shown.stock, zone) if zone else "",
    )  # fmt: skip


def _fit(rooms: DayArrays) -> Section:
    found = fit_table(rooms)
    whole = found.used_minutes
    sentence = text("Nobody checked in to a room, so nothing is known of who fits where.")
    if whole:
        sentence = text("For %(large)s of the hours in use people sat in a larger size of room "
                        "than they needed; for %(avoidable)s a smaller one was free all that time.",
                        large=percents(found.oversize_minutes / whole),
                        avoidable=percents(found.avoidable_minutes / whole))  # fmt: skip
    return Section(
        id="zaalpassing", title=text("Rooms against the people in them"), sentence=sentence,
        codes=("room_fit", "seat_fill_rate"),
        basis=text("%(hours)s hours in use. %(basis)s", hours=hours(whole), basis=basis_of(rooms)),
        advice=list(_advice(rooms)) if whole else [], heat=_fit_heat(found) if whole else None,
    )  # fmt: skip


def _advice(rooms: DayArrays) -> Iterator[str]:
    """Which rooms would rather be split or joined, each with the n that it is said of."""
    if len(rooms.open_days) < P95_DAYS_MIN:
        yield text("Too few days to say which rooms would rather be split or joined: %(count)s at "
                   "least.", count=P95_DAYS_MIN)  # fmt: skip
        return
    advice = split_or_merge(rooms)
    for it in advice:
        words = SPLIT if it.is_split else JOIN
        yield text(words, seats=size_label(it.seats), share=percents(it.share),
                   hours=hours(it.minutes), other=size_label(it.full_seats),
                   full=hours(it.full_minutes))  # fmt: skip
    if not advice:
        yield text("No size of room would rather be split or joined.")


def _fit_heat(found: FitTable) -> HeatTable:
    most = float(found.minutes.max(initial=0)) / MINUTES_AN_HOUR
    return HeatTable(
        id="zaalpassing-tabel",
        caption=text("Hours in use, by size of group (down) and seats of the room (across)"),
        corner=text("People"),
        columns=[size_label(it) for it in found.rooms],
        rows=[
            (size_label(group),
             [heat_cell(minutes / MINUTES_AN_HOUR or None, most) for minutes in row])
            for group, row in zip(found.groups, found.minutes.tolist(), strict=True)
        ],
    )  # fmt: skip
