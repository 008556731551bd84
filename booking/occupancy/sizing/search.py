"""The cheapest mix of rooms that serves a share of the days wholly, pure and exact.

A mix is looked at as thresholds T: how many rooms there are of a class or larger. Its area is
Σ step × T, so thresholds can be gone through from cheap to dear, and by what they will cost at
least once enough days might be served (A*). Where on a day more meetings need a class than T
has rooms, the day cannot be served; where enough days might, each is really tried. The first
that serves enough days is the cheapest there is (occupancy.md section 4.4).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.occupancy.sizing.fitting import fits
from booking.occupancy.sizing.rules import area_of, days_needed, mix_of, pressures
from booking.occupancy.sizing.values import Day, Mix, RoomClass, Sizing

MIXES_MAX = 300_000


class TooManyMixes(Refused):
    code = "too-many-mixes"
    sentence = N_("There are too many possibilities to try them all. Choose a shorter period, or "
                  "fewer days to serve.")  # fmt: skip


def cheapest_mix(
    days: Sequence[Day], classes: Sequence[RoomClass], *, service_percent: int
) -> Sizing:
    """With what mix ``service_percent`` of ``days`` are wholly served. Raises TooManyMixes.

    ``classes``: the smallest first, each larger and dearer than the one before.
    """
    (found,) = cheapest_mixes(days, classes, service_percents=[service_percent])
    return found


def cheapest_mixes(
    days: Sequence[Day], classes: Sequence[RoomClass], *, service_percents: Sequence[int]
) -> list[Sizing]:
    """The same for several shares; what was tried for one is not tried again."""
    assert all(a.seats < b.seats and a.area < b.area for a, b in pairwise(classes)), "they rise"
    fitter = _Fitter(days, len(classes))
    return [_cheapest(fitter, classes, days_needed(len(days), it)) for it in service_percents]


def cheapest_mixes_of_draws(
    days: Sequence[Day],
    classes: Sequence[RoomClass],
    draws: Iterable[Sequence[int]],
    *,
    service_percent: int,
) -> Iterator[Sizing]:
    """Of each draw of ``days``, as their positions, some more than once: one by one, as asked for.

    What is found out of a day for one draw is known for all. Raises TooManyMixes.
    """
    fitter = _Fitter(days, len(classes))
    for draw in draws:
        yield _cheapest(fitter.drawn(draw), classes, days_needed(len(draw), service_percent))


def _cheapest(fitter: "_Fitter", classes: Sequence[RoomClass], needed: int) -> Sizing:
    bound = None
    for tried, thresholds in enumerate(_from_cheap_to_dear(fitter, classes, needed)):
        if tried > MIXES_MAX:
            raise TooManyMixes(f"{tried} mixes of {len(classes)} classes")
        mix = mix_of(thresholds)
        if min(mix) < 0 or fitter.candidates(thresholds).bit_count() < needed:
            continue
        area = area_of(mix, classes)
        bound = area if bound is None else bound
        served, unproven = fitter.served(thresholds, needed)
        if served >= needed:
            return Sizing(mix, area, bound, len(fitter.days), served, unproven)
    raise AssertionError("with enough rooms every day is served")


def _from_cheap_to_dear(
    fitter: "_Fitter", classes: Sequence[RoomClass], needed: int
) -> Iterator[Mix]:
    """Threshold vectors from the least up, by the area they lead to; none that leads nowhere.

    Each comes by once, since its numbers are raised in one order: what stands before the last
    one that was raised stays.
    """
    steps = [it.area - below for it, below in zip(
        classes, (0.0, *(it.area for it in classes)), strict=False)]  # fmt: skip
    least = fitter.least(needed)
    area = sum(step * rooms for step, rooms in zip(steps, least, strict=True))
    waiting = [(area, -area, least, 0)]
    while waiting:
        _, minus_area, thresholds, kept = heappop(waiting)
        yield thresholds
        for number in range(kept, len(steps)):
            raised = (*thresholds[:number], thresholds[number] + 1, *thresholds[number + 1 :])
            missing = fitter.missing_area(raised, needed, steps, kept=number)
            if missing is not None:
                area = steps[number] - minus_area
                heappush(waiting, (area + missing, -area, raised, number))


class _Fitter:
    """Which days are served by which thresholds; sets of days are the bits of a number."""

    def __init__(self, days: Sequence[Day], class_count: int) -> None:
        self.days = days
        self.depths = [[it.count for it in pressures(day, class_count)] for day in days]
        self.known: list[list[Mix]] = [[] for _ in days]
        self.hard: list[int] = []
        self._class_count = class_count

    @cached_property
    def _enough(self) -> list[list[int]]:
        """By class and number of rooms."""
        return [self._days_by_rooms(number) for number in range(self._class_count)]

    def drawn(self, draw: Sequence[int]) -> "_Fitter":
        """Of some of the days, as their positions; what the one learns the other knows."""
        found = _Fitter([], self._class_count)
        found.days = [self.days[at] for at in draw]
        found.depths = [self.depths[at] for at in draw]
        found.known = [self.known[at] for at in draw]
        return found

    def _days_by_rooms(self, number: int) -> list[int]:
        """By number of rooms: the days on which they are enough for a class and larger."""
        of_class = [depths[number] for depths in self.depths]
        return [
            sum(1 << index for index, depth in enumerate(of_class) if depth <= rooms)
            for rooms in range(max(of_class, default=0) + 1)
        ]

    def least(self, needed: int) -> Mix:
        """Per class: fewer rooms than this fail too many days, whatever the other classes are."""
        return tuple(
            next(rooms for rooms, days in enumerate(of_class) if days.bit_count() >= needed)
            for of_class in self._enough
        )

    def candidates(self, thresholds: Mix) -> int:
        """The days that these thresholds might serve."""
        found = (1 << len(self.days)) - 1
        for of_class, rooms in zip(self._enough, thresholds, strict=True):
            found &= of_class[min(rooms, len(of_class) - 1)]
        return found

    def missing_area(
        self, thresholds: Mix, needed: int, steps: Sequence[float], *, kept: int
    ) -> float | None:
        """What must be added at least before ``needed`` days might be served.

        The numbers before ``kept`` stay as they are; None when enough can never be served so.
        """
        if any(thresholds[n] < thresholds[n + 1] for n in range(kept)):
            return None
        candidates = self.candidates(thresholds)
        short = needed - candidates.bit_count()
        if short <= 0:
            return 0.0
        dear = sorted(
            sum(step * max(0, depth - rooms)
                for step, depth, rooms in zip(steps, depths, thresholds, strict=True))
            for index, depths in enumerate(self.depths)
            if not candidates >> index & 1
            and all(depths[n] <= thresholds[n] for n in range(kept))
        )  # fmt: skip
        return dear[short - 1] if len(dear) >= short else None

    def served(self, thresholds: Mix, needed: int) -> tuple[int, int]:
        """How many days are served and how many unproven; stops when too many are not."""
        candidates = self.candidates(thresholds)
        failed, unproven = 0, 0
        misses_max = candidates.bit_count() - needed
        for index in sorted(range(len(self.days)), key=lambda it: it not in self.hard):
            if not candidates >> index & 1 or self._is_known(index, thresholds):
                continue
            verdict = fits(self.days[index], mix_of(thresholds))
            if verdict:
                self.known[index].append(thresholds)
                continue
            self.hard.append(index)
            failed, unproven = failed + 1, unproven + (verdict is None)
            if failed > misses_max:
                break
        return candidates.bit_count() - failed, unproven

    def _is_known(self, index: int, thresholds: Mix) -> bool:
        """Whether fewer rooms served the day before: one more never hurts."""
        return any(
            all(had <= has for had, has in zip(known, thresholds, strict=True))
            for known in self.known[index]
        )
