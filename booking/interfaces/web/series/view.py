"""A series as its page shows it, and what a page about one of its dates says of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.local_time import day_of
from booking.foundation.texts import text
from booking.interfaces.web.series.words import rule_in_words
from booking.interfaces.web.tickets import state_badge
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.changes import number_of
from booking.reservations.models import Reservation
from booking.reservations.queries import space_ids_of
from booking.reservations.reasons import SHORT_WORDS
from booking.reservations.series.going_on import is_in_doubt
from booking.reservations.series.models import Series
from booking.reservations.series.queries import (
    gaps_of,
    is_coming,
    occurrences_of,
    series_numbered,
    series_of,
    wish_of_series,
)
from booking.reservations.values import Reason
from booking.spaces.naming import spaces_named
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock


@dataclass(frozen=True, slots=True)
class SeriesSeen:
    """A series under the eyes of ``viewer`` at ``now``."""

    session: Session
    series: Series
    viewer: Principal
    now: datetime

    @property
    def stock(self) -> Stock:
        return current_stock(self.session)

    @property
    def here(self) -> str:
        return f"/reeksen/{self.series.uid}"

    @property
    def may_change(self) -> bool:
        return may(self.viewer, Action.CHANGE_RESERVATION, self.series)


def look_at_series(session: Session, uid: str, *, viewer: Principal, now: datetime) -> SeriesSeen:
    """Raises NotThere for whoever may not see it."""
    return SeriesSeen(session, series_of(session, uid, viewer), viewer, now)


def summary_of_series(seen: SeriesSeen) -> dict[str, Any]:
    """What each page about a series says at its top."""
    series = seen.series
    room = seen.stock.spaces[series.space_id]
    is_group = room.is_desk and series.attendee_count > 1
    desks = text("%(count)s desks together", count=series.attendee_count)
    name = desks if is_group else room.name
    return {
        "here": seen.here,
        "title": series.title or name,
        "rule": rule_in_words(wish_of_series(series).recurrence),
        "place": f"{name}, {series.begins:%H:%M}–{series.ends:%H:%M}",
    }


def page_of_series(seen: SeriesSeen) -> dict[str, Any]:
    """Every date, those that could not be had among them, and what can be done now."""
    rows = occurrences_of(seen.session, seen.series)
    spaces = space_ids_of(seen.session, [number_of(row) for row in rows])
    dates = [(row.starts_at.date(), _date_of(seen, row, spaces[number_of(row)])) for row in rows]
    dates += [(gap.day, _gap(gap.day, gap.reasons)) for gap in gaps_of(seen.session, seen.series)]
    return {
        **summary_of_series(seen),
        "dates": [line for _, line in sorted(dates, key=lambda pair: pair[0])],
        "may_act": seen.may_change and any(is_coming(row, seen.now) for row in rows),
        "is_in_doubt": seen.may_change and is_in_doubt(seen.session, seen.series, now=seen.now),
    }


def series_line(
    session: Session, held: Reservation, *, viewer: Principal, now: datetime
) -> dict[str, Any] | None:
    """What the page of a reservation says of the series that it is a date of."""
    found = series_numbered(session, [held.series_id]) if held.series_id is not None else {}
    if held.series_id not in found or held.recurrence_at is None:
        return None
    seen = SeriesSeen(session, found[held.series_id], viewer, now)
    if not may(viewer, Action.SEE_RESERVATION, seen.series):
        return None
    return {
        **summary_of_series(seen),
        "since": day_of(held.recurrence_at).isoformat(),
        "may_act": seen.may_change and is_coming(held, now),
    }


def _date_of(seen: SeriesSeen, row: Reservation, space_ids: list[int]) -> dict[str, Any]:
    spaces = [seen.stock.spaces[number] for number in space_ids]
    return {
        "day": show_day_short(day_of(row.starts_at)),
        "href": f"/reserveringen/{row.uid}",
        "text": f"{show_span(row.period)}, {spaces_named(spaces)}",
        "badge": state_badge(row, seen.now),
    }


def _gap(day: date, reasons: str) -> dict[str, Any]:
    return {
        "day": show_day_short(day),
        "href": "",
        "text": ", ".join(_reasons(reasons)),
        "badge": {"text": text("Not reserved"), "tone": "neutral", "sign": "circle-x"},
    }


def _reasons(codes: str) -> Iterator[str]:
    known = {reason.value: words for reason, words in SHORT_WORDS.items()}
    return (text(known[code]) for code in codes.split() if code in known and Reason(code))
