"""Reservations that were made one by one and are one series, as by an invitation with a rule."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from booking.foundation.local_time import day_of
from booking.foundation.recurrence import write_rule
from booking.people.values import Act
from booking.reservations.models import Reservation, Series, SeriesGap
from booking.reservations.series.operations import end_series, facts_of, write_series_down
from booking.reservations.series.queries import occurrences_of
from booking.reservations.series.values import SeriesWish
from booking.reservations.values import HOLDING


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
    if series is None:
        series = Series(
            holder_id=act.by.id, creator_id=act.by.id, partner_id=act.by.partner_id,
            created_at=act.at, **_stored(act, wish),
        )  # fmt: skip
        session.add(series)
        session.flush()
    _let_be(series, _stored(act, wish))
    _put_in_place(session, series, wish, held)
    _leave_out(session, series, gaps)
    session.flush()
    if before != facts_of(series):
        series.sequence += before is not None
        verb = "series-change" if before else "series-start"
        write_series_down(session, act, verb, series, before=before)
    return series


def _let_be(series: Series, stored: Mapping[str, Any]) -> None:
    """What it says; ``changed_at`` stays where it says that already."""
    if any(getattr(series, name) != value for name, value in stored.items() if name != CHANGED):
        for name, value in stored.items():
            setattr(series, name, value)


CHANGED = "changed_at"


def end_together(session: Session, act: Act, series: Series) -> None:
    """Nothing of it is to come as a series; what is held still stands by itself."""
    before = facts_of(series)
    coming = [row for row in occurrences_of(session, series) if row.ends_at > act.at]
    for row in coming:
        if row.state in HOLDING:
            series.sequence += row.sequence  # that of all its dates never falls
            row.series_id = row.recurrence_at = None
    days = [day_of(row.recurrence_at or row.starts_at) for row in coming]
    series.sequence += 1
    end_series(series, min(days, default=day_of(act.at)), act)
    session.flush()
    write_series_down(session, act, "series-end", series, before=before)


def _put_in_place(
    session: Session, series: Series, wish: SeriesWish, held: Mapping[date, Reservation]
) -> None:
    """Each has the place of its day; who stood there and is gone, or moved, makes room."""
    starts = {wish.starts_on(day): row for day, row in held.items()}
    by_start = {row.recurrence_at: row for row in occurrences_of(session, series)}
    wrong = [by_start[start] for start, row in starts.items()
             if start in by_start and by_start[start] is not row]  # fmt: skip
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
