"""The weekly meetings as series: a row for each half-year, and whose date each reservation is."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from booking.demo.records import DemoReservation
from booking.foundation.ids import new_uid
from booking.foundation.local_time import to_local
from booking.foundation.recurrence import Pace, Recurrence, write_rule

Numbered = Sequence[tuple[int, DemoReservation]]
NO_SERIES: Mapping[str, Any] = {"series_id": None, "recurrence_at": None}


def series_rows(
    numbered: Numbered, people: Mapping[str, int], spaces: Mapping[str, int]
) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
    """The rows of the series, and by reservation to which it belongs."""
    dates: dict[str, list[tuple[int, DemoReservation]]] = defaultdict(list)
    for number, r in numbered:
        if r.series is not None:
            dates[r.series].append((number, r))
    rows: list[dict[str, Any]] = []
    places: dict[int, dict[str, Any]] = {}
    for series_id, key in enumerate(sorted(dates), 1):
        rows.append(_row(series_id, [r for _, r in dates[key]], people, spaces))
        places |= {number: {"series_id": series_id, "recurrence_at": r.starts_at}
                   for number, r in dates[key]}  # fmt: skip
    return rows, places


def _row(
    series_id: int,
    meetings: Sequence[DemoReservation],
    people: Mapping[str, int],
    spaces: Mapping[str, int],
) -> dict[str, Any]:
    """What most of them have in common."""
    one = min(meetings, key=lambda r: r.day)
    last = max(r.day for r in meetings)
    rule = Recurrence(Pace.WEEKLY, weekdays=frozenset({one.day.weekday()}), until=last)
    begins = to_local(one.starts_at)
    length = timedelta(minutes=one.end_minute - one.begin_minute)
    [(room, _)] = Counter(r.space_numbers[0] for r in meetings).most_common(1)
    return {
        "id": series_id, "uid": new_uid(), "rule": write_rule(rule), "zone": "Europe/Amsterdam",
        "first_on": one.day, "begins": begins.time(), "ends": (begins + length).time(),
        "holder_id": people[one.holder], "creator_id": people[one.creator], "host_id": None,
        "partner_id": None, "space_id": spaces[room], "title": one.title, "note": "",
        "visibility": one.visibility, "attendee_count": one.attendee_count, "layout": None,
        "created_at": one.created_at, "changed_at": one.created_at,
    }  # fmt: skip
