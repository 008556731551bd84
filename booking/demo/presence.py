"""Layer one of a year: who of the staff comes in on a day, and from when until when.

The shares are of the whole staff. Together, the row per weekday and the row per hour
repeat what was measured in 251 firms with 590,000 desks: 83 % of the time under half
full, 11 hours a week at or below a quarter, almost three quarters of Fridays under a quarter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from random import Random
from typing import Final

from booking.demo.cast import Cast, Person
from booking.demo.chance import Weighted, dice
from booking.demo.opening import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WORKING_DAYS,
    house_hours,
    school_holidays,
)
from booking.demo.records import Presence

SHARE_BY_WEEKDAY: Final = {
    MONDAY: 0.44,
    TUESDAY: 0.56,
    WEDNESDAY: 0.45,
    THURSDAY: 0.54,
    FRIDAY: 0.21,
}
DAY_EFFECT_SD: Final = 0.06
HOLIDAY_FACTOR: Final = {"Zomervakantie": 0.75, "Kerstvakantie": 0.5}
OTHER_HOLIDAY_FACTOR: Final = 0.85
SQUEEZED_FACTOR: Final = 0.5  # the Friday after Ascension Day

HOURS: Final = range(8, 17)  # at which heads are counted
# Of all who come: present at 8…16 .50 .85 .95 .95 .75 .85 .95 .90 .60, met by these shares.
STAY: Final = Weighted({"day": 0.90, "morning": 0.05, "afternoon": 0.05})
ARRIVES: Final = {  # before this hour
    "day": Weighted({8: 0.47, 9: 0.33, 10: 0.10}),
    "morning": Weighted({8: 0.03, 9: 0.02}),
    "afternoon": Weighted({13: 0.04, 14: 0.01}),
}
LEAVES: Final = {  # within this hour
    "day": Weighted({14: 0.05, 15: 0.30, 16: 0.25, 17: 0.30}),
    "morning": Weighted({12: 1.0}),
    "afternoon": Weighted({17: 1.0}),
}
LUNCH: Final = Weighted({12: 0.20, 13: 0.09, None: 0.61})

TEAM_DAY_PULL: Final = 2.5
DAY_OFF_PULL: Final = 0.15
PART_TIME_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Stay:
    """One person's day in the house, in minutes of the wall clock."""

    person: Person
    arrives_minute: int
    leaves_minute: int
    lunch_hour: int | None

    def is_in_at(self, hour: int) -> bool:
        inside = self.arrives_minute <= hour * 60 < self.leaves_minute
        return inside and hour != self.lunch_hour


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came, and who stayed away, those who nearly came first."""

    stays: tuple[Stay, ...]
    away: tuple[Person, ...]


class Habits:
    """How strongly each weekday pulls each person: team days and days off."""

    def __init__(self, seed: int, cast: Cast) -> None:
        team_days = {team.key: team.team_day for team in cast.teams}
        rng = dice(seed, "habits")
        self.staff = cast.staff
        self._pulls: dict[int, list[float]] = {weekday: [] for weekday in WORKING_DAYS}
        for person in cast.staff:
            for weekday, pull in enumerate(_pulls(rng, team_days[person.team])):
                self._pulls[weekday].append(pull)

    def inclined(self, rng: Random, weekday: int) -> list[Person]:
        """Everybody, in the order in which the day draws them in (Efraimidis and Spirakis)."""
        draw = rng.random
        keys = [log(1.0 - draw()) / pull for pull in self._pulls[weekday]]
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=True)
        return [self.staff[index] for index in order]


def attend(
    seed: int, day: date, habits: Habits, *, sure: Sequence[str] = (), never: Sequence[str] = ()
) -> Attendance:
    """Draw a working day; ``sure`` and ``never`` are the addresses the story needs there or not."""
    rng = dice(seed, "presence", day)
    share = present_share(rng, day)
    count = sum(rng.random() < share for _ in habits.staff)
    people = habits.inclined(rng, day.weekday())
    people.sort(key=lambda person: (person.email in never) - (person.email in sure))
    closes = house_hours(day)
    assert closes is not None, f"nobody is in on {day}: the house is closed"
    stays = (_stay(rng, person, closes.closes_minute) for person in people[:count])
    return Attendance(tuple(stays), tuple(p for p in people[count:] if p.email not in never))


def present_share(rng: Random, day: date) -> float:
    """The day's share of the staff: beta-distributed around the weekday's mean."""
    mean = SHARE_BY_WEEKDAY[day.weekday()]
    weight = mean * (1 - mean) / DAY_EFFECT_SD**2 - 1
    share = rng.betavariate(mean * weight, (1 - mean) * weight)
    return share * _season(day)


def is_ordinary(day: date) -> bool:
    return _season(day) == 1.0


def count_presence(day: date, attendance: Attendance) -> Presence:
    counts = (sum(stay.is_in_at(hour) for stay in attendance.stays) for hour in HOURS)
    return Presence(day, len(attendance.stays), tuple(counts), is_ordinary(day))


def _season(day: date) -> float:
    """How much of the usual staff comes, given holidays."""
    if holiday := school_holidays(day.year).get(day):
        return HOLIDAY_FACTOR.get(holiday, OTHER_HOLIDAY_FACTOR)
    yesterday = day - timedelta(days=1)
    if day.weekday() == FRIDAY and house_hours(yesterday) is None:
        return SQUEEZED_FACTOR
    return 1.0


def _pulls(rng: Random, team_day: int) -> list[float]:
    """A person's pull per weekday; part-timers have a day on which they rarely come."""
    liking = rng.uniform(0.4, 1.6)
    pulls = [liking * rng.uniform(0.7, 1.3) for _ in WORKING_DAYS]
    pulls[team_day] *= TEAM_DAY_PULL
    day_off = rng.choice([weekday for weekday in WORKING_DAYS if weekday != team_day])
    if rng.random() < PART_TIME_SHARE:
        pulls[day_off] *= DAY_OFF_PULL
    return pulls


def _stay(rng: Random, person: Person, closes_minute: int) -> Stay:
    kind = STAY.draw(rng)
    arrives = ARRIVES[kind].draw(rng) * 60 - int(25 * rng.random())
    leaves = LEAVES[kind].draw(rng) * 60 + 5 + int(50 * rng.random())
    lunch = LUNCH.draw(rng) if kind == "day" else None
    return Stay(person, arrives, min(leaves, closes_minute), lunch)
