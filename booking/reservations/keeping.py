"""How wide a reservation is that stays where it is: no wider than it was. Pure.

Others may have come close while less time was asked to set up and to clear; what is held
already can be renamed, shortened and ended whatever is asked since.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from booking.foundation.local_time import from_epoch_minutes
from booking.foundation.periods import Period, Span
from booking.spaces.values import BookableSpace, LayoutKind


@dataclass(frozen=True, slots=True)
class Kept:
    """What a reservation that is to change holds until then."""

    period: Period
    layout: LayoutKind | None
    spans: Mapping[int, Span]
    """By unit, in minutes, with the time to set up and to clear."""


def to_hold(
    space: BookableSpace, period: Period, layout: LayoutKind | None, kept: Kept | None
) -> Period:
    """What ``space`` holds for ``period`` in ``layout``, of a reservation that had ``kept``.

    On a side where it does not get longer it keeps the minutes it has.
    """
    wide = space.held_period(period, layout)
    if kept is None or layout != kept.layout or not period.overlaps(kept.period):
        return wide
    spans = [kept.spans[unit] for unit in space.unit_ids if unit in kept.spans]
    if len(spans) < len(space.unit_ids):
        return wide
    begins, ends = wide.starts_at, wide.ends_at
    if period.starts_at >= kept.period.starts_at:
        begins = max(begins, from_epoch_minutes(max(begin for begin, _ in spans)))
    if period.ends_at <= kept.period.ends_at:
        ends = min(ends, from_epoch_minutes(min(end for _, end in spans)))
    return Period(begins, ends)
