"""Series in a list of reservations: what is near one by one, what is far only once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.series.words import rule_in_words
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series
from booking.reservations.series.queries import series_numbered, wish_of_series

NEAR = timedelta(days=14)
"""So far ahead every date of a series is listed; of what comes later one stands for all."""


def one_of_each_later(rows: Iterable[Reservation], now: datetime) -> list[Reservation]:
    """Without the later dates of a series of which an earlier one is listed already."""
    listed: set[int] = set()
    shown = []
    for row in rows:
        is_told = row.series_id in listed and row.starts_at > now + NEAR
        if not is_told:
            shown.append(row)
        if row.series_id is not None and row.recurrence_at is not None:
            listed.add(row.series_id)
    return shown


def series_among(
    session: Session, rows: Iterable[Reservation], viewer: Principal
) -> dict[int, Series]:
    """The series that these are dates of, by number, as far as ``viewer`` may see them."""
    numbers = {row.series_id for row in rows if row.series_id is not None}
    found = series_numbered(session, numbers) if numbers else {}
    return {number: series for number, series in found.items()
            if may(viewer, Action.SEE_RESERVATION, series)}  # fmt: skip


def with_series(
    tickets: Sequence[dict[str, Any]], rows: Sequence[Reservation], series: dict[int, Series]
) -> list[dict[str, Any]]:
    """Each ticket with the rule of its series and a way to all dates."""
    return [_told(item, series.get(row.series_id or 0), row)
            for item, row in zip(tickets, rows, strict=True)]  # fmt: skip


def _told(item: dict[str, Any], series: Series | None, row: Reservation) -> dict[str, Any]:
    if series is None or row.recurrence_at is None:
        return item
    words = text("Series: %(rule)s", rule=rule_in_words(wish_of_series(series).recurrence))
    note = " · ".join(part for part in (item["note"], words) if part)
    way = {"href": f"/reeksen/{series.uid}", "label": text("All dates"), "sign": "repeat"}
    return {**item, "note": note, "actions": [*item["actions"], way]}
