"""Wishes of the staff for rooms on one day: everything but their series."""

from datetime import date
from random import Random
from typing import Final

from booking.demo.cast import Person
from booking.demo.chance import Weighted, dice, pick
from booking.demo.fates import Lead, draw_wished
from booking.demo.meeting_wish import MeetingWish
from booking.demo.presence import Attendance
from booking.demo.titles import draw_title

WISHES_PER_STAY: Final = 0.40
LEAD: Final = Lead(median_days=3.5, spread=1.2, days_max=180)  # 4 with the weekends

# With the series, which are all large, the sizes come to 19, 32, 27 and 22 %, mean 3.3.
SIZE: Final = Weighted({1: 0.205, 2: 0.345, 3: 0.155, 4: 0.135, 5: 0.16})
LARGER_MEAN: Final = 2.0  # persons above five, exponentially spread, then cut to whole ones
SIZE_MAX: Final = 28
MINUTES: Final = Weighted({15: 0.04, 30: 0.13, 60: 0.42, 90: 0.24, 120: 0.17})
HOUR: Final = Weighted(
    {8: 0.09, 9: 0.14, 10: 0.13, 11: 0.12, 12: 0.07, 13: 0.12, 14: 0.13, 15: 0.12, 16: 0.08}
)
QUARTER: Final = Weighted({0: 0.62, 30: 0.30, 15: 0.05, 45: 0.03})
NEEDS: Final = Weighted(
    {
        frozenset[str](): 0.60,
        frozenset({"screen"}): 0.22,
        frozenset({"video"}): 0.14,
        frozenset({"whiteboard"}): 0.03,
        frozenset({"hearing_loop"}): 0.01,
    }
)
ELBOW_ROOM_MINUTES: Final = 90  # a wish may be moved this far, so a holder keeps it free
TRIES: Final = 4


def staff_wishes(
    seed: int, day: date, attendance: Attendance, known: list[MeetingWish]
) -> list[MeetingWish]:
    """What comes up on one day, beside the ``known`` wishes that already fill people's diaries."""
    rng = dice(seed, "meetings", day)
    wishes: list[MeetingWish] = []
    diary = _Diary(known)
    people = [stay.person for stay in attendance.stays]
    for _ in range(int(len(people) * WISHES_PER_STAY * rng.uniform(0.9, 1.1))):
        begin, end = _draw_times(rng)
        if person := diary.somebody_free(rng, people, begin, end):
            wishes.append(_one_off(rng, day, person, begin, end))
    return wishes


class _Diary:
    """Who has something on when, with elbow room, so no holder must be in two places."""

    def __init__(self, wishes: list[MeetingWish]) -> None:
        self._busy: dict[str, list[tuple[int, int]]] = {}
        for wish in wishes:
            for email in {wish.holder, wish.host or wish.holder}:
                self._note(email, wish.begin_minute, wish.end_minute)

    def somebody_free(
        self, rng: Random, people: list[Person], begin: int, end: int
    ) -> Person | None:
        for _ in range(TRIES if people else 0):
            person = pick(rng, people)
            if self._is_free(person.email, begin, end):
                self._note(person.email, begin, end)
                return person
        return None

    def _is_free(self, email: str, begin: int, end: int) -> bool:
        first, last = begin - 2 * ELBOW_ROOM_MINUTES, end + 2 * ELBOW_ROOM_MINUTES
        return all(e <= first or last <= b for b, e in self._busy.get(email, ()))

    def _note(self, email: str, begin: int, end: int) -> None:
        self._busy.setdefault(email, []).append((begin, end))


def _draw_times(rng: Random) -> tuple[int, int]:
    begin = HOUR.draw(rng) * 60 + QUARTER.draw(rng)
    return begin, begin + MINUTES.draw(rng)


def _draw_size(rng: Random) -> int:
    size = SIZE.draw(rng)
    if size == max(SIZE.values):
        size += int(rng.expovariate(1 / LARGER_MEAN))
    return min(size, SIZE_MAX)


def _one_off(rng: Random, day: date, person: Person, begin: int, end: int) -> MeetingWish:
    size = _draw_size(rng)
    title, visibility = draw_title(rng, person.department, size)
    return MeetingWish(
        day=day,
        begin_minute=begin,
        end_minute=end,
        wished=draw_wished(rng, day, begin, LEAD),
        size=size,
        holder=person.email,
        title=title,
        visibility=visibility,
        needs=NEEDS.draw(rng),
    )
