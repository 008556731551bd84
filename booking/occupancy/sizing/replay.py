"""What first come, first served makes of a mix, pure: how many meetings find no room.

Unlike the best plan behind :mod:`search`, where nobody knows what is asked for later. So a
mix that could serve all may refuse some; and one room more may even refuse more.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import attrgetter
from random import Random

from booking.occupancy.sizing.values import Asked, Meeting, Mix


class Choice(StrEnum):
    """Which of the rooms that are free and large enough somebody takes: the smallest, or any."""

    BEST_FIT = "best-fit"
    RANDOM = "random"


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
        free = (it for it in rooms if it.suits(wish.meeting))  # the smallest first
        room = next(free, None) if choice is Choice.BEST_FIT else _any_of(list(free), chance)
        if room is None:
            outside.append(wish)
        else:
            room.hold(wish.meeting)
    return outside


def _any_of(free: "Sequence[_Room]", chance: Random) -> "_Room | None":
    return chance.choice(free) if free else None


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
