"""How many desks are enough, pure: of the most that were wanted at one minute of each day.

The rule of occupancy.md section 3: the nearest rank among the peaks of days, with what was
refused on top. All that was refused counts as if it came at the busiest minute, so the
answer is on the safe side.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from random import Random

from booking.occupancy.measures import nearest_rank

PERCENT = 100
SAMPLES = 1_000
INTERVAL_PERCENT = (3, 97)  # of a thousand samples: nearly 95 in 100 lie between
WIDTH_MAX_PERCENT = 10
"""Of the answer: a wider interval says that too few weeks were measured."""


@dataclass(frozen=True, slots=True)
class DeskDay:
    """The most desks in use at one minute of ``day``, and how many wishes for one failed."""

    day: date
    peak: int
    refused: int

    def wanted(self, growth_percent: int) -> int:
        """Desks, if there were so many percent more people, or with a minus fewer."""
        return ceil((self.peak + self.refused) * (PERCENT + growth_percent) / PERCENT)


@dataclass(frozen=True, slots=True)
class DeskTerms:
    service_percent: int = 95
    """Of the days on which everybody has a desk."""
    fill_percent: int = 100
    """How full the floor may be at its peak: at 85 there is something left to choose."""
    growth_percent: int = 0


@dataclass(frozen=True, slots=True)
class DeskNeed:
    """``interval``: between what two numbers the answer lies when other such weeks are drawn."""

    desks: int
    interval: tuple[int, int]
    short: Sequence[DeskDay]
    weeks_more: int
    """So many more weeks must be measured before the interval is narrow enough; 0: it is."""


def desk_need(days: Sequence[DeskDay], terms: DeskTerms, *, seed: int = 0) -> DeskNeed:
    """``days``: those that were open, at least one. ``seed`` draws the weeks."""
    desks = desks_for(days, terms)
    interval = _interval(days, terms, seed)
    return DeskNeed(desks, interval, short_days(days, terms, desks),
                    _weeks_more(days, desks, interval))  # fmt: skip


def desks_for(days: Collection[DeskDay], terms: DeskTerms) -> int:
    peaks = sorted(day.wanted(terms.growth_percent) for day in days)
    return ceil(nearest_rank(peaks, terms.service_percent) * PERCENT / terms.fill_percent)


def short_days(days: Sequence[DeskDay], terms: DeskTerms, desks: int) -> list[DeskDay]:
    """The days on which more were wanted than ``desks``."""
    return [day for day in days if day.wanted(terms.growth_percent) > desks]


def _interval(days: Sequence[DeskDay], terms: DeskTerms, seed: int) -> tuple[int, int]:
    """By drawing whole weeks again and again: days of one week are alike, so they stay together."""
    weeks: dict[tuple[int, int], list[DeskDay]] = defaultdict(list)
    for day in days:
        year, week, _ = day.day.isocalendar()
        weeks[year, week].append(day)
    chance, blocks = Random(seed), list(weeks.values())  # noqa: S311 - a sample, not a secret
    drawn = sorted(
        desks_for([day for week in chance.choices(blocks, k=len(blocks)) for day in week], terms)
        for _ in range(SAMPLES)
    )
    low, high = (nearest_rank(drawn, percent) for percent in INTERVAL_PERCENT)
    return low, high


def _weeks_more(days: Sequence[DeskDay], desks: int, interval: tuple[int, int]) -> int:
    """The width shrinks with the root of the number of weeks."""
    wanted = desks * WIDTH_MAX_PERCENT / PERCENT
    width = interval[1] - interval[0]
    if width <= wanted or not wanted:
        return 0
    weeks = len({day.day.isocalendar()[:2] for day in days})
    return ceil(weeks * ((width / wanted) ** 2 - 1))
