"""The rows of the tables in which facts are added up, made when a day is counted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.local_time import day_of, local_day
from booking.occupancy.rules import DayCounts
from booking.occupancy.totals import hours_of, totals_of
from booking.occupancy.values import seat_class
from booking.reservations.models import WishRecord
from booking.reservations.values import Outcome

FAILED = (Outcome.REFUSED, Outcome.DIVERTED)


def total_rows(counts: Mapping[int, DayCounts]) -> Iterator[dict[str, Any]]:
    for day, counted in counts.items():
        for (building_id, zone_id, kind), total in totals_of(counted).items():
            yield {"day": day, "building_id": building_id, "zone_id": zone_id,
                   "space_kind": kind, **asdict(total)}  # fmt: skip


def hour_rows(counts: Mapping[int, DayCounts]) -> Iterator[dict[str, Any]]:
    """Only hours in which something is open."""
    for day, counted in counts.items():
        hours = hours_of(counted, date.fromordinal(day))
        for ((building_id, zone_id, kind), hour), minutes in hours.items():
            yield {
                "day": day,
                "building_id": building_id,
                "zone_id": zone_id,
                "space_kind": kind,
                "hour": hour,
                "open_minutes": minutes.open_minutes[0],
                "booked_minutes": minutes.booked_minutes[0],
                "used_minutes": minutes.used_minutes[0],
            }


def wish_rows(session: Session, days: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The failed wishes for ``days`` (ordinals, in order), by kind and size.

    A wish is for the day on which it begins. No wish can come in for a day that is over, so
    what is counted then is final.
    """
    begin = local_day(date.fromordinal(days[0])).starts_at
    end = local_day(date.fromordinal(days[-1])).ends_at
    found: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    statement = select(WishRecord).where(
        col(WishRecord.starts_at) >= begin,
        col(WishRecord.starts_at) < end,
        col(WishRecord.outcome).in_(FAILED),
    )
    for wish in session.exec(statement):
        key = day_of(wish.starts_at).toordinal(), wish.space_kind, seat_class(wish.attendee_count)
        found[key][f"{wish.outcome}_count"] += 1
        minutes = int((wish.ends_at - wish.starts_at).total_seconds()) // 60
        found[key][f"{wish.outcome}_minutes"] += minutes
    for (day, kind, seats), sums in found.items():
        if day in days:
            yield {"day": day, "space_kind": kind, "seats": seats,
                   **{f"{outcome}_{what}": sums[f"{outcome}_{what}"]
                      for outcome in FAILED for what in ("count", "minutes")}}  # fmt: skip
