"""What first come, first served makes of a mix, pure: how many meetings find no room.

Unlike the best plan behind :mod:`search`, where nobody knows what is asked for later. So a
mix that could serve all may refuse some; and one room more may even refuse more.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from operator import attrgetter
from random import Random

from booking.foundation.local_time import day_of, from_epoch_minutes
from booking.occupancy.sizing.values import Asked, Meeting, Mix

MORE_ROOMS_MAX = 60


class Choice(StrEnum):
    """Which of the rooms that are free and large enough somebody takes."""

    BEST_FIT = "best-fit"
    """The smallest."""
    AS_CHOSEN = "as-chosen"
    """The one nearest in size to what was taken in reality; who found nothing, the smallest."""
    RANDOM = "random"
    BIGGEST = "biggest"


def refused(
    wishes: Iterable[Asked], mix: Mix, *, choice: Choice = Choice.BEST_FIT, seed: int = 0
) -> list[Meeting]:
    """The meetings that find no room, in the order in which they were asked for."""
    return [it.meeting for it in turned_away(wishes, mix, choice=choice, seed=seed)]


def turned_away(
    wishes: Iterable[Asked], mix: Mix, *, choice: Choice = Choice.BEST_FIT, seed: int = 0
) -> list[Asked]:
    """Those who find no room, in the order in which they asked. ``seed`` is for RANDOM."""
    chance = Random(seed)  # noqa: S311 - a model, not a secret
    rooms = [_Room(number) for number, count in enumerate(mix) for _ in range(count)]
    outside = []
    for wish in sorted(wishes, key=attrgetter("asked_at")):
        room = _chosen(wish, rooms, choice, chance)
        if room is None:
            outside.append(wish)
        else:
            room.hold(wish.meeting)
    return outside


def mix_by_turns(
    wishes: Collection[Asked], least: Mix, *, short_max: int, choice: Choice, seed: int = 0
) -> Mix | None:
    """Rooms with which first come, first served turns people away on ``short_max`` days at most.

    From ``least``, what the best plan needs, a room is added where most find none, and at the end
    each that is not missed is left out again. So it is enough, and hardly ever more than that;
    None where it takes too long.
    """
    mix = least
    for _ in range(MORE_ROOMS_MAX):
        outside = turned_away(wishes, mix, choice=choice, seed=seed)
        if len(_days_of(outside)) <= short_max:
            return _without_spare(wishes, mix, short_max, choice, seed)
        crowded = Counter(it.meeting.smallest for it in outside)
        at = max(sorted(crowded), key=lambda it: crowded[it])
        mix = (*mix[:at], mix[at] + 1, *mix[at + 1 :])
    return None


def _without_spare(
    wishes: Collection[Asked], mix: Mix, short_max: int, choice: Choice, seed: int
) -> Mix:
    for at in reversed(range(len(mix))):
        while mix[at]:
            fewer = (*mix[:at], mix[at] - 1, *mix[at + 1 :])
            outside = turned_away(wishes, fewer, choice=choice, seed=seed)
            if len(_days_of(outside)) > short_max:
                break
            mix = fewer
    return mix


def _days_of(wishes: Iterable[Asked]) -> set[date]:
    return {day_of(from_epoch_minutes(it.meeting.begin)) for it in wishes}


def _chosen(
    wish: Asked, rooms: "Sequence[_Room]", choice: Choice, chance: Random
) -> "_Room | None":
    """``rooms``: the smallest first."""
    free = (it for it in rooms if it.suits(wish.meeting))
    match choice:
        case Choice.BEST_FIT:
            return next(free, None)
        case Choice.BIGGEST:
            return max(free, key=attrgetter("number"), default=None)
        case Choice.AS_CHOSEN:
            wanted = wish.meeting.smallest if wish.chosen is None else wish.chosen
            return min(free, key=lambda it: abs(it.number - wanted), default=None)
        case Choice.RANDOM:
            found = list(free)
            return chance.choice(found) if found else None


class _Room:
    def __init__(self, number: int) -> None:
        self.number = number
        self.held: list[tuple[int, int]] = []

    def suits(self, meeting: Meeting) -> bool:
        if meeting.smallest > self.number:
            return False
        after = bisect_left(self.held, (meeting.begin, meeting.begin))
        is_clear_before = after == 0 or self.held[after - 1][1] <= meeting.begin
        is_clear_after = after == len(self.held) or meeting.end <= self.held[after][0]
        return is_clear_before and is_clear_after

    def hold(self, meeting: Meeting) -> None:
        insort(self.held, (meeting.begin, meeting.end))
