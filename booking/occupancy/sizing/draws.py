"""How sure a need for rooms is, pure: what other such weeks would have given.

Days of one week are alike, so whole weeks are drawn, with the same seed always the same ones
(block bootstrap; occupancy.md section 4.6).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from booking.occupancy.measures import P95_DAYS_MIN, nearest_rank
from booking.occupancy.sizing.replay import turned_away
from booking.occupancy.sizing.rules import area_of
from booking.occupancy.sizing.search import TooManyMixes, cheapest_mixes_of_draws
from booking.occupancy.sizing.values import Mix, Sizing
from booking.occupancy.sizing.wants import Demand, Terms, date_of

SAMPLES, MIX_SAMPLES = 1_000, 100
INTERVAL_PERCENT = (3, 97)
"""Nearly 95 of 100 samples lie between."""

Draw = tuple[int, ...]
"""Numbers of weeks, in order; a week may be drawn more than once."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """So many square metres, and how many meetings find no room: first come, first served."""

    area: float
    refused: int
    low: int | None
    high: int | None
    """Between ``low`` and ``high`` that number lies when other such weeks are drawn; None where
    too few days were measured to say so."""


def curve_of(
    demand: Demand, sizings: Sequence[Sizing], terms: Terms, *, seed: int = 0
) -> list[CurvePoint]:
    """A point for each of ``sizings``."""
    weeks = _weeks(demand.dates)
    draws = list(_draws(len(weeks), SAMPLES, seed))
    week_of = {demand.dates[at]: number for number, week in enumerate(weeks) for at in week}
    return [_point(it, _refused_by_week(demand, it.mix, week_of), draws, terms) for it in sizings]


def _refused_by_week(demand: Demand, mix: Mix, week_of: dict[date, int]) -> list[int]:
    counts = [0] * (max(week_of.values(), default=-1) + 1)
    for it in turned_away(demand.asked, mix):
        counts[week_of[date_of(it.meeting.begin)]] += 1
    return counts


def _point(
    found: Sizing, by_week: Sequence[int], draws: Sequence[Draw], terms: Terms
) -> CurvePoint:
    area, refused = area_of(found.mix, terms.classes), sum(by_week)
    if found.day_count < P95_DAYS_MIN:
        return CurvePoint(area, refused, None, None)
    sums = sorted(sum(by_week[week] for week in draw) for draw in draws)
    low, high = (nearest_rank(sums, percent) for percent in INTERVAL_PERCENT)
    return CurvePoint(area, refused, low, high)


def area_between(
    demand: Demand, terms: Terms, *, service_percent: int, seed: int = 0,
    tell: Callable[[int], object] = lambda _: None,
) -> tuple[float, float] | None:  # fmt: skip
    """Between what two areas the cheapest mix of other such weeks lies, each of them exact.

    ``tell`` hears how many percent are done. None when there are too many mixes to try.
    """
    weeks = _weeks(demand.dates)
    draws = list(_draws(len(weeks), MIX_SAMPLES, seed))
    days = {draw: [at for week in draw for at in weeks[week]] for draw in draws}
    areas: dict[Draw, float] = {}
    try:
        for draw, found in zip(days, cheapest_mixes_of_draws(
            demand.days, terms.classes, days.values(), service_percent=service_percent
        ), strict=True):  # fmt: skip
            areas[draw] = found.area
            tell(100 * len(areas) // len(days))
    except TooManyMixes:
        return None
    ordered = sorted(areas[draw] for draw in draws)
    low, high = (nearest_rank(ordered, percent) for percent in INTERVAL_PERCENT)
    return low, high


def _weeks(dates: Sequence[date]) -> list[list[int]]:
    """The positions of the days of each week."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, day in enumerate(dates):
        year, week, _ = day.isocalendar()
        found[year, week].append(at)
    return list(found.values())


def _draws(week_count: int, count: int, seed: int) -> Iterator[Draw]:
    chance = Random(seed)  # noqa: S311 - a sample, not a secret
    for _ in range(count):
        yield tuple(sorted(chance.choices(range(week_count), k=week_count)))
