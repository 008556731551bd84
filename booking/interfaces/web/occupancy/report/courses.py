"""Reserveringen: what became of them, and of the people for whom they were."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from booking.foundation.formats import show_number
from booking.foundation.texts import N_, text
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
from booking.interfaces.web.occupancy.report.parts import Section, basis_of
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.tables import KINDS
from booking.occupancy.arrays import DayArrays
from booking.occupancy.fates import (
    Idle,
    Share,
    ad_hoc_share,
    attendance,
    cancellations,
    idle_minutes,
    late_cancellations,
    measured,
    no_show_minutes,
    no_shows,
    sharing,
)
from booking.spaces.values import SpaceKind

Measure = Callable[[DayArrays], Share]


def course_sections(shown: Shown) -> Iterator[Section]:
    yield _no_shows(shown)
    yield _idle(shown)
    yield _cancelled(shown)
    yield _ad_hoc(shown)
    if shown.is_whole_building:
        yield _attendance(shown)
        yield _sharing(shown)


def _parts(shown: Shown) -> list[tuple[str, DayArrays]]:
    kinds = [(text(KINDS[kind]), shown.by_kind[kind]) for kind in SpaceKind]
    found = [(label, arrays) for label, arrays in kinds if len(arrays.lines)]
    beside = [(text("In the days beside it"), shown.beside)] if shown.beside is not None else []
    return [*found, *beside]


def _share_table(
    shown: Shown, name: str, title: str, columns: Sequence[tuple[str, Measure, Unit]]
) -> FigureTable:
    """For each measure its share, its part and what it is a part of."""
    headings = [
        label for column, _, _ in columns for label in (column, N_("How many"), N_("Of (n)"))
    ]

    def cells(arrays: DayArrays) -> Iterator[Cell]:
        for _, measure, unit in columns:
            share = measure(arrays)
            yield from (Cell(share.value, Unit.RATE), Cell(share.part, unit),
                        Cell(share.whole, unit))  # fmt: skip

    return FigureTable(
        id=name, title=title,
        headings=[Heading(text("Kind"), is_numeric=False), *(Heading(text(it)) for it in headings)],
        rows=[Row(label, list(cells(arrays))) for label, arrays in _parts(shown)],
    )  # fmt: skip


def _no_shows(shown: Shown) -> Section:
    share = no_shows(shown.arrays)
    sentence = text("No reservation asked for check-in, so it is not known who did not come.")
    if share.whole:
        sentence = text("Nobody came to %(rate)s of %(count)s reservations that asked for "
                        "check-in.", rate=percents(share.value),
                        count=count_of(share.whole))  # fmt: skip
    return Section(
        id="niet-verschenen", title=text("Nobody came"), sentence=sentence,
        codes=("no_show_rate", "coverage"), basis=basis_of(shown.arrays),
        tables=[
            _share_table(shown, "niet-verschenen-tabel", text("No-shows, in reservations"),
                         [(N_("No-show"), no_shows, Unit.PEOPLE)]),
            _share_table(shown, "niet-verschenen-uren", text("No-shows, in hours"),
                         [(N_("No-show"), no_show_minutes, Unit.MINUTES)]),
        ] if share.whole else [],
    )  # fmt: skip


def _idle(shown: Shown) -> Section:
    found = idle_minutes(shown.arrays, shown.everybody)
    back = found.early + found.reclaimed
    labels = (N_("Held for nothing"), N_("Given back early"), N_("Taken back by the house"),
              N_("Of which reserved again"))  # fmt: skip

    def row(label: str, idle: Idle) -> Row:
        return Row(label, [Cell(it, Unit.MINUTES) for it in
                           (idle.ghost, idle.early, idle.reclaimed, idle.rebooked)])  # fmt: skip

    return Section(
        id="leeg", title=text("Hours not used"),
        sentence=text("%(ghost)s hours were held for nothing. %(back)s hours came back, and others "
                      "reserved %(again)s of those.", ghost=hours(found.ghost), back=hours(back),
                      again=hours(found.rebooked)),
        codes=("idle_hours",), basis=basis_of(shown.arrays),
        tables=[FigureTable(
            id="leeg-tabel", title=text("Hours that were asked for and not used"),
            headings=[Heading(text("Kind"), is_numeric=False),
                      *(Heading(text(it)) for it in labels)],
            rows=[row(label, idle_minutes(arrays, shown.beside_everybody if arrays is shown.beside
                                          else shown.everybody))
                  for label, arrays in _parts(shown)],
        )],
    )  # fmt: skip


def _cancelled(shown: Shown) -> Section:
    share, late = cancellations(shown.arrays), late_cancellations(shown.arrays)
    sentence = text("Nothing was asked for in this period.")
    if share.whole:
        sentence = text("%(rate)s of what was asked for was cancelled; %(late)s less than 24 "
                        "hours before.", rate=percents(share.value),
                        late=percents(late.value))  # fmt: skip
    return Section(
        id="geannuleerd", title=text("Cancelled"), sentence=sentence,
        codes=("cancellation_rate",), basis=basis_of(shown.arrays),
        tables=[
            _share_table(shown, "geannuleerd-tabel", text("Cancelled, of all that was made"),
                         [(N_("Cancelled"), cancellations, Unit.PEOPLE)]),
            _share_table(shown, "laat-tabel", text("Cancelled late, of all that was made"),
                         [(N_("Late"), late_cancellations, Unit.PEOPLE)]),
        ] if share.whole else [],
    )  # fmt: skip


def _ad_hoc(shown: Shown) -> Section:
    share = ad_hoc_share(shown.arrays)
    sentence = text("Nobody checked in, so use is not known.")
    if share.whole:
        sentence = text("%(rate)s of the hours in use were not reserved before.",
                        rate=percents(share.value))  # fmt: skip
    return Section(
        id="ongepland", title=text("Without reserving before"), sentence=sentence,
        codes=("ad_hoc_share", "coverage"), basis=basis_of(shown.arrays),
        tables=[
            _share_table(shown, "ongepland-tabel", text("Hours in use without reserving before"),
                         [(N_("Without reserving"), ad_hoc_share, Unit.MINUTES)]),
            _share_table(shown, "dekking-tabel", text("On what somebody checked in"),
                         [(N_("Coverage"), measured, Unit.PEOPLE)]),
        ] if len(shown.arrays.lines) else [],
    )  # fmt: skip


def _attendance(shown: Shown) -> Section:
    found = attendance(shown.arrays, group_size_min=shown.group_size_min)
    sentence = text("The town hall has fewer than %(count)s members of staff here, so we do not "
                    "show how many were in.", count=shown.group_size_min)  # fmt: skip
    if found is not None:
        sentence = text("On an average day %(people)s members of staff checked in, %(share)s of "
                        "all; at most %(most)s.", people=count_of(round(found.mean_people)),
                        share=percents(found.share),
                        most=count_of(found.highest_people))  # fmt: skip
    return Section(id="aanwezigheid", title=text("Attendance"), sentence=sentence,
                   codes=("attendance", "coverage"), basis=basis_of(shown.arrays))  # fmt: skip


def _sharing(shown: Shown) -> Section:
    arrays = shown.by_kind[SpaceKind.DESK]
    last = arrays.house["space"][arrays.house_day == len(arrays.days) - 1]
    desks, heads = len(np.unique(last)), int(shown.arrays.staff_counts[-1:].sum())
    found = sharing(desks, heads, shown.question.jobs)
    sentence = text("There are no members of staff to count by.")
    if found.per_head is not None:
        sentence = text("%(desks)s desks for %(heads)s members of staff: %(each)s for each.",
                        desks=count_of(desks), heads=count_of(heads),
                        each=_each(found.per_head))  # fmt: skip
    if found.per_job is not None:
        sentence += " " + text("For each of %(jobs)s full-time jobs: %(each)s.",
                               jobs=count_of(shown.question.jobs or 0),
                               each=_each(found.per_job))  # fmt: skip
    return Section(
        id="flexfactor", title=text("Desk sharing"), sentence=sentence, codes=("sharing_ratio",),
        basis=text("Desks on the last day of the period. Fill in the full-time jobs above to see "
                   "both ratios."),
    )  # fmt: skip


def _each(ratio: float) -> str:
    return show_number(round(ratio, 2))
