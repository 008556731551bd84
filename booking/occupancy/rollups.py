"""The rows of the tables in which facts are added up, made when a day is counted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.local_time import local_day, to_local
from booking.occupancy.rules import DayCounts
from booking.occupancy.totals import hours_of, totals_of
from booking.occupancy.wish_lines import ANYWHERE, WishLine, pack_wishes
from booking.reservations.models import WishRecord


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
    """The wishes for ``days`` (ordinals, in order) that were not met at once.

    A wish is for the day on which it begins. No wish can come in for a day that is over, so
    what is counted then is final.
    """
    begin = local_day(date.fromordinal(days[0])).starts_at
    end = local_day(date.fromordinal(days[-1])).ends_at
    found: dict[int, list[WishLine]] = defaultdict(list)
    statement = select(WishRecord).where(
        col(WishRecord.starts_at) >= begin, col(WishRecord.starts_at) < end
    )
    for wish in session.exec(statement):
        starts_at = to_local(wish.starts_at)
        minute = starts_at.hour * 60 + starts_at.minute
        length = int((wish.ends_at - wish.starts_at).total_seconds()) // 60
        found[starts_at.date().toordinal()].append(WishLine(
            wish.building_id or ANYWHERE, wish.space_kind, wish.party, wish.outcome,
            wish.attendee_count, minute, minute + length,
        ))  # fmt: skip
    for day in days:
        if day in found:
            yield {"day": day, "lines": pack_wishes(found[day])}
