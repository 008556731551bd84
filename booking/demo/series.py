"""Meetings that come back every week: of each team, and of the management of each department."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from booking.demo.cast import Cast
from booking.demo.chance import dice
from booking.demo.fates import CREATED_BETWEEN, Odds
from booking.demo.meeting_wish import MeetingWish
from booking.demo.moments import moment
from booking.demo.opening import MONDAY

ODDS: Final = Odds(cancelled=0.12, no_show=0.20)
BEGINS: Final = (9 * 60, 10 * 60, 11 * 60, 13 * 60, 14 * 60, 15 * 60)
ROOMS: Final = ("1.04", "2.02", "3.02", "1.06", "2.04", "3.04", "2.11")
MADE_BEFORE: Final = timedelta(days=21)  # the half-year in which it runs
HALF_YEAR: Final = 6  # months
TEAM_SHARE: Final = (0.25, 0.50)  # of the team sits at its meeting
SIZE_MIN, MANAGEMENT_SIZE = 5, 6
LEAD_POSITION, MANAGER_POSITION = 2, 3  # in a team; the standing cast comes before them


@dataclass(frozen=True, slots=True)
class Series:
    """A weekly meeting; ``members`` is None where everybody always comes."""

    number: int
    title: str
    weekday: int
    holder: str
    members: int | None

    @property
    def begin_minute(self) -> int:
        return BEGINS[self.number % len(BEGINS)]

    @property
    def minutes(self) -> int:
        return 60 + 30 * (self.number % 2)

    @property
    def room(self) -> str:
        return ROOMS[self.number % len(ROOMS)]


def weekly_series(cast: Cast) -> tuple[Series, ...]:
    return tuple(_weekly_series(cast))


def series_wishes(seed: int, day: date, series: tuple[Series, ...]) -> list[MeetingWish]:
    """The occurrences of one day: always the same hour and, if it can be had, the same room."""
    return [_occurrence(seed, day, each) for each in series if each.weekday == day.weekday()]


def _weekly_series(cast: Cast) -> Iterator[Series]:
    numbers = count()
    for team in cast.teams:
        holder = _member(cast, team.key, LEAD_POSITION)
        title = f"Teamoverleg {team.name}"
        yield Series(next(numbers), title, team.team_day, holder, team.size)
    for department in cast.departments:
        first_team = next(team for team in cast.teams if team.department == department.key)
        holder = _member(cast, first_team.key, MANAGER_POSITION)
        title = f"Managementteam {department.name}"
        yield Series(next(numbers), title, MONDAY, holder, None)


def _member(cast: Cast, team: str, position: int) -> str:
    return [person.email for person in cast.staff if person.team == team][position]


def _occurrence(seed: int, day: date, series: Series) -> MeetingWish:
    rng = dice(seed, "series", series.number, day)
    size = MANAGEMENT_SIZE
    if series.members is not None:
        size = max(SIZE_MIN, round(series.members * rng.uniform(*TEAM_SHARE)))
    made_on = _made_on(day)
    return MeetingWish(
        day=day,
        begin_minute=series.begin_minute,
        end_minute=series.begin_minute + series.minutes,
        wished=moment(made_on, CREATED_BETWEEN[0] + 20 * series.number),
        size=size,
        holder=series.holder,
        title=series.title,
        series=f"reeks-{made_on:%Y-%m}-{series.number:02}",
        room=series.room,
        odds=ODDS,
    )


def _made_on(day: date) -> date:
    """Series are made anew before each half-year."""
    first_month = 1 if day.month <= HALF_YEAR else 1 + HALF_YEAR
    return date(day.year, first_month, 4) - MADE_BEFORE
