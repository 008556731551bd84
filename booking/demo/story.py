"""What must be so for the standing cast to play its parts, counted from today.

Fatima sat in the house a week ago and has a meeting; Joost receives a partner; Ravi's
organisation waits for an answer about the council room; two options are about to lapse.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from booking.demo.building import COUNCIL_ROOM
from booking.demo.cast import (
    BRAM,
    ELS,
    FATIMA,
    JOOST,
    NOOR,
    RAVI,
    RAVIS_PARTNER,
    SAMIR,
    Cast,
    Partner,
)
from booking.demo.fates import Fate
from booking.demo.meeting_wish import MeetingWish
from booking.demo.moments import DAY_MINUTES, moment
from booking.demo.opening import THURSDAY, house_hours

EVERYBODY: Final = (FATIMA, JOOST, NOOR, ELS, SAMIR, BRAM)
OPTION_LAPSES_IN_DAYS: Final = 5


@dataclass(frozen=True, slots=True)
class Story:
    """``stage`` is today, or the next open day when the house is closed today."""

    stage: date
    seen: int  # the moment from which the year is seen
    partners: tuple[Partner, ...]

    @property
    def a_week_ago(self) -> date:
        """The last open day on the weekday of the stage, at least a week before it."""
        return self.a_week_before(1)

    @property
    def next_day(self) -> date:
        return next_open_day(self.stage + timedelta(days=1))

    def a_week_before(self, weeks: int) -> date:
        day = self.stage - timedelta(weeks=weeks)
        while house_hours(day) is None:
            day -= timedelta(weeks=1)
        return day

    def sure_of_a_desk(self, day: date) -> tuple[str, ...]:
        if day == self.stage:
            return EVERYBODY
        return (FATIMA,) if day == self.a_week_ago else ()

    def without_a_desk(self, day: date) -> tuple[str, ...]:
        """Fatima has still to reserve her desk for the next working day."""
        return (FATIMA,) if day == self.next_day else ()

    def wishes(self, day: date) -> list[MeetingWish]:
        return [wish for wish in _scenes(self) if wish.day == day]


def tell(today: date, seen: int, cast: Cast) -> Story:
    return Story(next_open_day(today), seen, cast.partners)


def next_open_day(day: date) -> date:
    while house_hours(day) is None:
        day += timedelta(days=1)
    return day


def _scenes(story: Story) -> Iterator[MeetingWish]:
    yield _fatimas_meeting(story)
    yield _joosts_guests(story.stage, 13 * 60, "Voortgang woonzorgvisie")
    yield _joosts_guests(story.next_day, 10 * 60, "Werksessie woonzorgvisie")
    yield _joosts_guests(story.a_week_before(3), 10 * 60, "Start woonzorgvisie")
    yield _ravis_request(story)
    yield _option(story, 9, "0.31", "stationskwartier", "Ontwerpatelier stationsplein")
    yield _option(story, 16, "0.30", "werkbedrijf", "Banenmarkt Meedoen")


def _fatimas_meeting(story: Story) -> MeetingWish:
    return MeetingWish(
        day=story.stage,
        begin_minute=14 * 60,
        end_minute=15 * 60,
        wished=_days_before_seen(story, 6),
        size=6,
        holder=FATIMA,
        title="Casusoverleg wijkteam",
        is_sure=True,
        fate=_kept(story.stage, 14 * 60, 15 * 60),
    )


def _joosts_guests(day: date, begin: int, title: str) -> MeetingWish:
    end = begin + 90
    return MeetingWish(
        day=day,
        begin_minute=begin,
        end_minute=end,
        wished=moment(day, 9 * 60) - 30 * DAY_MINUTES,
        size=9,
        holder=RAVI,
        creator=JOOST,
        host=JOOST,
        partner=RAVIS_PARTNER,
        title=title,
        party="partner",
        layout="u_shape",
        room="1.02",
        is_sure=True,
        fate=_kept(day, begin, end),
    )


def _ravis_request(story: Story) -> MeetingWish:
    """The council room on a Thursday afternoon; asked for yesterday, not answered yet."""
    begin, end = 13 * 60 + 30, 16 * 60 + 30
    day = story.stage + timedelta(days=2)
    while day.weekday() != THURSDAY or not _is_open(day, begin, end):
        day += timedelta(days=1)
    return MeetingWish(
        day=day,
        begin_minute=begin,
        end_minute=end,
        wished=_days_before_seen(story, 1),
        size=35,
        holder=RAVI,
        host=JOOST,
        partner=RAVIS_PARTNER,
        title="Netwerkbijeenkomst Wijkzorg",
        party="partner",
        layout="theatre",
        room=COUNCIL_ROOM,
        is_fixed=True,
        is_sure=True,
        is_waiting=True,
        fate=Fate(),
    )


def _option(story: Story, days: int, room: str, partner: str, title: str) -> MeetingWish:
    """A tentative hold of a morning that nobody has made firm yet."""
    day = next_open_day(story.stage + timedelta(days=days))
    contact = next(each for each in story.partners if each.key == partner).contacts[0]
    return MeetingWish(
        day=day,
        begin_minute=9 * 60,
        end_minute=12 * 60,
        wished=_days_before_seen(story, 2),
        size=12 if room == "0.31" else 24,
        holder=contact.email,
        host=JOOST,
        partner=partner,
        title=title,
        party="partner",
        room=room,
        is_fixed=True,
        is_sure=True,
        expires=story.seen + OPTION_LAPSES_IN_DAYS * DAY_MINUTES,
        fate=Fate(),
    )


def _is_open(day: date, begin: int, end: int) -> bool:
    hours = house_hours(day)
    return hours is not None and hours.contains(begin, end)


def _days_before_seen(story: Story, days: int) -> int:
    return story.seen - days * DAY_MINUTES


def _kept(day: date, begin: int, end: int) -> Fate:
    return Fate(checked_in=moment(day, begin) + 1, ended=moment(day, end))
