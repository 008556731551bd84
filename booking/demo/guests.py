"""Wishes for rooms that are not the staff's: partners, the council, weddings, elections."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from booking.demo.building import COUNCIL_ROOM, WEDDING_HALL
from booking.demo.cast import Cast, Partner
from booking.demo.chance import Weighted, dice, pick
from booking.demo.fates import Lead, Odds, draw_wished
from booking.demo.meeting_wish import MeetingWish
from booking.demo.moments import DAY_MINUTES, at_work, moment
from booking.demo.opening import (
    DAY_PARTS,
    ELECTION_DAYS,
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    DayPart,
    Evening,
    council_evening,
    house_hours,
    is_school_holiday,
)
from booking.demo.presence import is_ordinary
from booking.demo.titles import FACTIONS, PARTNER

PARTNER_LEAD: Final = Lead(median_days=14.0, spread=0.6, days_max=90)
PARTNER_ODDS: Final = Odds(cancelled=0.12, no_show=0.08)
PARTNER_SIZES: Final = (4, 12, 6)  # lowest, highest, most often
PARTNER_PART: Final = Weighted({DayPart.MORNING: 0.5, DayPart.AFTERNOON: 0.5})
THURSDAY_PART: Final = Weighted(
    {DayPart.MORNING: 0.4, DayPart.AFTERNOON: 0.4, DayPart.EVENING: 0.2}
)
COUNCIL_ROOM_SHARE: Final = 0.05  # of partner wishes are for a large company in the council room
COUNCIL_ROOM_SIZES: Final = (18, 55)
OPTION_SHARE: Final = 0.08
OPTION_DAYS: Final = 7
HOLIDAY_FACTOR: Final = 0.5
WORKING_DAYS_A_WEEK: Final = 5

COUNCIL_ODDS: Final = Odds(cancelled=0.01, no_show=0.0)
COUNCIL_PLANNED_DAYS: Final = 120
COUNCIL_BEGIN, COUNCIL_END, COMMITTEE_END = 19 * 60 + 30, 22 * 60 + 30, 22 * 60
FACTION_BEGIN, FACTION_END = 19 * 60 + 30, 21 * 60
FACTION_ROOMS: Final = ("1.04", "1.06", "1.08", "1.10")

WEDDINGS_BY_WEEKDAY: Final = {MONDAY: 0.3, TUESDAY: 0.3, WEDNESDAY: 0.4, THURSDAY: 0.6, FRIDAY: 1.8}
WEDDING_LEAD: Final = Lead(median_days=110.0, spread=0.5, days_max=340, days_min=14)
WEDDING_ODDS: Final = Odds(cancelled=0.03, no_show=0.0)
WEDDING_BEGINS: Final = (9 * 60 + 30, 11 * 60 + 30, 13 * 60 + 30, 15 * 60 + 30)
SEASON_MONTHS: Final = range(5, 10)
SEASON_FACTOR: Final = 1.5
POLLS: Final = (7 * 60 + 30, 21 * 60)
REGISTRARS: Final = slice(3, 9)  # of the civil affairs team


def guest_wishes(seed: int, day: date, cast: Cast) -> list[MeetingWish]:
    """Everything that others than the staff wish for on one open day."""
    rng = dice(seed, "guests", day)
    return [
        *_council(day, cast),
        *_factions(day, cast),
        *_polling_station(day, cast),
        *_weddings(rng, day, cast),
        *(wish for partner in cast.partners for wish in _partner(rng, day, partner, cast)),
    ]


def _partner(rng: Random, day: date, partner: Partner, cast: Cast) -> Iterator[MeetingWish]:
    """A partner meets by day part; some wishes are requests, some are options at first."""
    chance = partner.meetings_a_week / WORKING_DAYS_A_WEEK
    is_wished = rng.random() < chance * (1 if is_ordinary(day) else HOLIDAY_FACTOR)
    part = (THURSDAY_PART if day.weekday() == THURSDAY else PARTNER_PART).draw(rng)
    hours, closing = DAY_PARTS[part], house_hours(day)
    fits = closing is not None and closing.contains(hours.opens_minute, hours.closes_minute)
    if not is_wished or not fits or not partner.is_under_agreement_on(day):
        return
    wished = draw_wished(rng, day, hours.opens_minute, PARTNER_LEAD)
    large = rng.random() < COUNCIL_ROOM_SHARE
    is_option = not large and rng.random() < OPTION_SHARE
    size = rng.randint(*COUNCIL_ROOM_SIZES) if large else round(rng.triangular(*PARTNER_SIZES))
    host = pick(rng, cast.staff).email
    contact = pick(rng, partner.contacts).email
    yield MeetingWish(
        day=day,
        begin_minute=hours.opens_minute,
        end_minute=hours.closes_minute,
        wished=wished,
        size=size,
        holder=contact,
        creator=pick(rng, (contact, contact, host)),
        title=f"{pick(rng, PARTNER)} {partner.name}",
        party="partner",
        partner=partner.key,
        host=host,
        layout=pick(rng, ("theatre", "classroom")) if large else None,
        room=COUNCIL_ROOM if large else None,
        is_fixed=large,
        answered=_answered(rng, wished, moment(day, hours.opens_minute)) if large else None,
        expires=wished + OPTION_DAYS * DAY_MINUTES if is_option else None,
        odds=PARTNER_ODDS,
    )


def _answered(rng: Random, wished: int, begin: int) -> int:
    """Requests are answered on one of the next three workdays, and always before the meeting."""
    return min(at_work(wished + round(rng.uniform(1.0, 3.0) * DAY_MINUTES)), begin - 1)


def _council(day: date, cast: Cast) -> Iterator[MeetingWish]:
    evening = council_evening(day)
    if evening is None:
        return
    clerks = _of_team(cast, "griffie")
    end = COUNCIL_END if evening is Evening.DECIDING else COMMITTEE_END
    title = evening.value.capitalize()
    size = 54 if evening is Evening.DECIDING else 38
    yield _public_evening(day, end, clerks[0], title, size, COUNCIL_ROOM)
    if evening is Evening.JUDGING:
        yield _public_evening(day, end, clerks[1], "Commissie Samenleving", 24, "0.30")


def _public_evening(
    day: date, end: int, clerk: str, title: str, size: int, room: str
) -> MeetingWish:
    wished = moment(day - timedelta(days=COUNCIL_PLANNED_DAYS), 10 * 60)
    return MeetingWish(
        day=day,
        begin_minute=COUNCIL_BEGIN,
        end_minute=end,
        wished=wished,
        size=size,
        holder=clerk,
        title=title,
        party="council",
        visibility="public",
        layout="theatre",
        room=room,
        is_fixed=True,
        is_sure=True,
        answered=wished if room == COUNCIL_ROOM else None,
        odds=COUNCIL_ODDS,
    )


def _factions(day: date, cast: Cast) -> Iterator[MeetingWish]:
    """Factions of the council meet on the Thursday evenings on which the house is open."""
    if day.weekday() != THURSDAY or is_school_holiday(day):
        return
    clerks = _of_team(cast, "griffie")[2:]
    for faction, room, clerk in zip(FACTIONS, FACTION_ROOMS, clerks, strict=False):
        yield MeetingWish(
            day=day,
            begin_minute=FACTION_BEGIN,
            end_minute=FACTION_END,
            wished=moment(day - timedelta(days=COUNCIL_PLANNED_DAYS), 11 * 60),
            size=4 + len(faction) % 5,
            holder=clerk,
            title=f"Fractie {faction}",
            party="council",
            room=room,
            odds=PARTNER_ODDS,
        )


def _polling_station(day: date, cast: Cast) -> Iterator[MeetingWish]:
    if day in ELECTION_DAYS:
        begin, end = POLLS
        yield MeetingWish(
            day=day,
            begin_minute=begin,
            end_minute=end,
            wished=moment(day - timedelta(days=COUNCIL_PLANNED_DAYS), 9 * 60),
            size=20,
            holder=_of_team(cast, "burgerzaken")[0],
            title=f"Stembureau {ELECTION_DAYS[day]}",
            party="public",
            visibility="public",
            room="0.30",
            is_fixed=True,
            is_sure=True,
            odds=COUNCIL_ODDS,
        )


def _weddings(rng: Random, day: date, cast: Cast) -> Iterator[MeetingWish]:
    """Weddings, each with its registrar; never more than the hall can hold one after another."""
    season = SEASON_FACTOR if day.month in SEASON_MONTHS else 1.0
    expected = WEDDINGS_BY_WEEKDAY[day.weekday()] * season
    count = min(int(expected + rng.random()), len(WEDDING_BEGINS))
    registrars = rng.sample(_of_team(cast, "burgerzaken")[REGISTRARS], count)
    begins = rng.sample(WEDDING_BEGINS, count)
    for begin, registrar in zip(begins, registrars, strict=True):
        wished = draw_wished(rng, day, begin, WEDDING_LEAD)
        yield MeetingWish(
            day=day,
            begin_minute=begin,
            end_minute=begin + 60,
            wished=wished,
            size=rng.randint(8, 75),
            holder=registrar,
            title="Huwelijksvoltrekking",
            party="public",
            layout="theatre",
            room=WEDDING_HALL,
            is_fixed=True,
            answered=_answered(rng, wished, moment(day, begin)),
            odds=WEDDING_ODDS,
        )


def _of_team(cast: Cast, team: str) -> list[str]:
    return [person.email for person in cast.staff if person.team == team]
