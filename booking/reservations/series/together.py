"""Reservations that were made one by one and are one series, as by an invitation with a rule."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.local_time import day_of
from booking.foundation.recurrence import write_rule
from booking.people.acts import write_down
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series, SeriesGap
from booking.reservations.series.operations import end_series, facts_of, write_series_down
from booking.reservations.series.queries import occurrences_of
from booking.reservations.series.values import SUBJECT, SeriesWish
from booking.reservations.values import HOLDING, Visibility


def hold_together(
    session: Session,
    act: Act,
    series: Series | None,
    wish: SeriesWish,
    held: Mapping[date, Reservation],
    gaps: Mapping[date, str],
) -> Series:
    """Let ``held``, by day in the rule, be one series of ``act.by``: ``series`` or a new one.

    ``gaps`` are the days on which nothing could be had, with the codes of the reasons.
    """
    before = facts_of(series) if series else None
    stored = _stored(act, wish)
    if series is None:
        series = Series(
            holder_id=act.by.id, creator_id=act.by.id, partner_id=act.by.partner_id,
            created_at=act.at, **stored,
        )  # fmt: skip
        session.add(series)
        session.flush()
    else:
        _let_be(series, stored)
    left = _rows_of_others(session, series, held.values())
    _put_in_place(session, series, wish, held)
    _leave_out(session, series, gaps)
    session.flush()
    if before != facts_of(series):
        series.sequence += before is not None
        verb = "series-change" if before else "series-start"
        write_series_down(session, act, verb, series, before=before)
    for old, rows in left:
        was = _ended_without(old, rows, act)
        write_series_down(session, act, "series-change", series, before=was)
    return series


def _let_be(series: Series, stored: Mapping[str, Any]) -> None:
    """What it says; ``changed_at`` stays where it says that already.

    What people arranged on a screen since, of which no invitation speaks, stays too.
    """
    is_asked = stored["visibility"] is Visibility.PRIVATE
    kept = ARRANGED_HERE if is_asked else {*ARRANGED_HERE, "visibility"}
    stored = {name: value for name, value in stored.items() if name not in kept}
    if any(getattr(series, name) != value for name, value in stored.items() if name != CHANGED):
        for name, value in stored.items():
            setattr(series, name, value)


CHANGED = "changed_at"
ARRANGED_HERE = {"host_id", "note", "layout"}
APART = "series-apart"
"""In the journal: its dates, which are named there, stand by themselves from now on."""
Row = tuple[Reservation, datetime]
"""A date of a series with its place in the rule."""


def end_together(session: Session, act: Act, series: Series) -> None:
    """Nothing of it is to come as a series; what is held still stands by itself."""
    rows = _placed(row for row in occurrences_of(session, series) if row.ends_at > act.at)
    held = [row for row, _ in rows if row.state in HOLDING]
    for row in held:
        row.series_id = row.recurrence_at = None
    was = _ended_without(series, rows, act)
    session.flush()
    after = {**facts_of(series), "dates": [row.uid for row in held]}
    write_down(session, act, APART if held else "series-end", (SUBJECT, series.uid), before=was,
               after=after)  # fmt: skip


def _ended_without(series: Series, rows: Sequence[Row], act: Act) -> dict[str, Any]:
    """Let ``series``, which ``rows`` have left, end before them; returns what it was.

    Its SEQUENCE, in which those of its dates count, never falls.
    """
    was = facts_of(series)
    series.sequence += 1 + sum(row.sequence for row, _ in rows if row.series_id != series.id)
    end_series(series, min((day_of(start) for _, start in rows), default=day_of(act.at)), act)
    return was


def _rows_of_others(
    session: Session, series: Series, held: Iterable[Reservation]
) -> list[tuple[Series, list[Row]]]:
    """What now comes to ``series`` from others, which a screen cut off from it."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row, start in _placed(held):
        if row.series_id not in {None, series.id}:
            found[row.series_id or 0].append((row, start))
    return [(session.get_one(Series, number), rows) for number, rows in sorted(found.items())]


def _placed(rows: Iterable[Reservation]) -> list[Row]:
    return [(row, row.recurrence_at) for row in rows if row.recurrence_at is not None]


def _put_in_place(
    session: Session, series: Series, wish: SeriesWish, held: Mapping[date, Reservation]
) -> None:
    """Each has the place of its day; who stood there and is gone, or moved, makes room."""
    starts = {wish.starts_on(day): row for day, row in held.items()}
    wrong = [row for row, start in _placed(occurrences_of(session, series))
             if held.get(day_of(start), row) is not row]  # fmt: skip
    moved = [row for start, row in starts.items()
             if row.series_id == series.id and row.recurrence_at != start]  # fmt: skip
    for row in (*wrong, *moved):
        row.recurrence_at = None
    session.flush()
    for start, row in starts.items():
        row.series_id, row.recurrence_at = series.id, start


def _leave_out(session: Session, series: Series, gaps: Mapping[date, str]) -> None:
    session.execute(delete(SeriesGap).where(col(SeriesGap.series_id) == series.id))
    session.add_all(
        SeriesGap(series_id=series.id or 0, day=day, reasons=reasons)
        for day, reasons in gaps.items()
    )


def _stored(act: Act, wish: SeriesWish) -> dict[str, Any]:
    particulars = {
        field.name: getattr(wish, field.name)
        for field in fields(wish)
        if field.name not in {"recurrence", "more_space_ids"}
    }
    return {**particulars, "rule": write_rule(wish.recurrence), "changed_at": act.at}
