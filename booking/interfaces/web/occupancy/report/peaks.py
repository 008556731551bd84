"""Pieken: how much is in use at once."""

from collections.abc import Iterator

import numpy as np

from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import (
    Cell,
    FigureTable,
    Heading,
    Row,
    Unit,
    count_of,
    percents,
)
from booking.interfaces.web.occupancy.peak_line import HEIGHT, TOP, WIDTH, PeakLine
from booking.interfaces.web.occupancy.report.parts import Section, basis_of
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.tables import KINDS, PEAKS, weekday_name
from booking.occupancy.arrays import DayArrays
from booking.occupancy.concurrency import (
    PeakSummary,
    daily_peaks,
    duration_curve,
    levels_of,
    open_levels,
    summary_of,
    sustained_peaks,
    weekdays_of,
)
from booking.occupancy.records import Ints
from booking.spaces.values import SpaceKind

LEVEL_COUNT = 10
MINUTES = 60
TOO_FEW = N_("too few days")
COLUMNS = ("P50", "P90", "P95", N_("P95 between"), N_("Highest"), N_("Days (n)"))
MOST = {
    SpaceKind.DESK: N_("On 9 of 10 days at most %(count)s of %(total)s desks were in use at "
                       "once, and never more than %(most)s."),
    SpaceKind.ROOM: N_("On 9 of 10 days at most %(count)s of %(total)s rooms were in use at "
                       "once, and never more than %(most)s."),
}  # fmt: skip
HALF = {
    SpaceKind.DESK: N_("For %(share)s of the open time more than half of the desks were in use."),
    SpaceKind.ROOM: N_("For %(share)s of the open time more than half of the rooms were in use."),
}


def peak_sections(shown: Shown) -> Iterator[Section]:
    for kind in SpaceKind:
        arrays = shown.by_kind[kind]
        arrays = arrays.of_days(np.isin(np.arange(len(arrays.days)), arrays.open_days))
        if not arrays.is_empty:
            used, opened = levels_of(arrays, arrays.used), open_levels(arrays)
            yield _at_once(kind, arrays, shown, used, opened)
            yield _curve(kind, arrays, used, opened)


def _at_once(kind: SpaceKind, arrays: DayArrays, shown: Shown, used: Ints, opened: Ints) -> Section:
    peaks = daily_peaks(used)
    summary, total = summary_of(peaks, arrays.days), int(opened.max(initial=0))
    assert summary is not None, "there are open days"
    return Section(
        id=f"pieken-{kind}",
        title=text(PEAKS[kind, False]),
        sentence=text(MOST[kind], count=summary.p90, total=total, most=summary.highest),
        codes=("concurrent_use", "daily_peak", "peak_percentiles"),
        basis=basis_of(arrays),
        tables=[_kinds_table(kind, arrays, used, shown), _weekdays_table(kind, arrays, peaks)],
    )


def _kinds_table(kind: SpaceKind, arrays: DayArrays, used: Ints, shown: Shown) -> FigureTable:
    booked = daily_peaks(levels_of(arrays, arrays.held))
    rows = [
        _row(text(PEAKS[kind, False]), summary_of(daily_peaks(used), arrays.days)),
        _row(text("In use for half an hour on end"),
             summary_of(sustained_peaks(used), arrays.days)),
        _row(text(PEAKS[kind, True]), summary_of(booked, arrays.days)),
    ]  # fmt: skip
    if shown.beside is not None:
        other = shown.beside.of_spaces(kind=kind)
        other = other.of_days(np.isin(np.arange(len(other.days)), other.open_days))
        peaks = daily_peaks(levels_of(other, other.used))
        rows.append(_row(text("In use, in the days beside it"), summary_of(peaks, other.days)))
    return _table(f"gelijk-{kind}", _of(kind, text("Most at the same moment, per day")), rows)


def _weekdays_table(kind: SpaceKind, arrays: DayArrays, peaks: Ints) -> FigureTable:
    weekdays = weekdays_of(arrays.days)
    return _table(
        f"gelijk-per-weekdag-{kind}", _of(kind, text("In use at once, by weekday")),
        [_row(weekday_name(int(it)), summary_of(peaks[weekdays == it], arrays.days[weekdays == it]))
         for it in np.unique(weekdays)],
    )  # fmt: skip


def _of(kind: SpaceKind, title: str) -> str:
    """Who hears the tables listed by name must tell them apart."""
    return f"{title} ({text(KINDS[kind]).lower()})"


def _table(name: str, title: str, rows: list[Row]) -> FigureTable:
    return FigureTable(
        id=name, title=title, rows=rows,
        headings=[Heading(text("Of"), is_numeric=False), *(Heading(text(it)) for it in COLUMNS)],
    )  # fmt: skip


def _row(label: str, found: PeakSummary | None) -> Row:
    if found is None:
        return Row(label, [Cell(None)] * (len(COLUMNS) - 1) + [Cell(0, Unit.SIZE)])
    few = Cell(text(TOO_FEW))
    between = few
    if found.low is not None and found.high is not None:
        between = Cell(f"{count_of(found.low)}–{count_of(found.high)}")
    return Row(label, [
        Cell(found.p50, Unit.PEOPLE), Cell(found.p90, Unit.PEOPLE),
        few if found.p95 is None else Cell(found.p95, Unit.PEOPLE), between,
        Cell(found.highest, Unit.PEOPLE), Cell(found.day_count, Unit.SIZE),
    ])  # fmt: skip


def _curve(kind: SpaceKind, arrays: DayArrays, used: Ints, opened: Ints) -> Section:
    minutes = duration_curve(used, opened)
    total, whole = int(opened.max(initial=0)), int(minutes[0])
    above_half = int(minutes[total // 2 + 1]) if len(minutes) > total // 2 + 1 else 0
    return Section(
        id=f"duur-{kind}",
        title=text("How long how many were in use: %(kind)s", kind=text(KINDS[kind]).lower()),
        sentence=text(HALF[kind], share=percents(above_half / whole)),
        codes=("concurrent_use",),
        basis=basis_of(arrays),
        tables=[_curve_table(kind, minutes)],
        curves=[_drawn(minutes)] if len(minutes) > 1 else [],
    )


def _curve_table(kind: SpaceKind, minutes: Ints) -> FigureTable:
    step = max(1, -(-(len(minutes) - 1) // LEVEL_COUNT))
    levels = [*range(step, len(minutes), step)]
    return FigureTable(
        id=f"duur-tabel-{kind}",
        title=_of(kind, text("Hours in which at least so many were in use")),
        headings=[Heading(text("In use at once"), is_numeric=False), Heading(text("Hours")),
                  Heading(text("Of the open time"))],
        rows=[Row(text("%(count)s or more", count=level),
                  [Cell(int(minutes[level]), Unit.MINUTES),
                   Cell(float(minutes[level] / minutes[0]), Unit.RATE)]) for level in levels],
    )  # fmt: skip


def _drawn(minutes: Ints) -> PeakLine:
    """Left the one that is nearly always in use, right the busiest."""
    values, whole = minutes[1:], int(minutes[0])
    step = WIDTH / max(len(values) - 1, 1)
    return PeakLine(
        label=text("From left to right: 1 in use at once up to %(count)s; the height is for how "
                   "much of the open time.", count=len(values)),
        points=" ".join(f"{number * step:.1f},{HEIGHT - (HEIGHT - TOP) * value / whole:.1f}"
                        for number, value in enumerate(values.tolist())),
        most=len(values), first="1", last=str(len(values)),
    )  # fmt: skip
