"""What becomes of a reservation of another system. Pure.

The house rules (how far ahead, how long, quota, opening hours) do not bind what was agreed on
before they did: they are remarks. That a place is there, is not closed and is never given out
twice, does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import gcd

from booking.foundation.local_time import local_day, to_local
from booking.foundation.recurrence import (
    INTERVAL_MAX,
    LAST,
    OCCURRENCES_MAX,
    Pace,
    Recurrence,
    TooManyDates,
    dates_of,
)
from booking.foundation.texts import N_
from booking.reservations.imports.values import LASTS_MAX, Foreign, Holder, Said, Standing
from booking.reservations.rules import objections_to_house
from booking.reservations.values import Reason, ReservationState, Visibility, Wish
from booking.spaces.values import BookableSpace, Stock

TITLE_LENGTH_MAX = 200
NOTE_LENGTH_MAX = 2000
ATTENDEES_MAX = 10_000
DATES_MIN = 3
"""Of fewer dates nobody can tell by which rule they come back."""
FILLED_MIN = 0.6
"""So many of the dates of a rule must be there: else it is no rule, but a guess."""

UNKNOWN_ROOM = Said(N_("This room has no place in the file of rooms yet."))
ROOM_LEFT_OUT = Said(N_("The file of rooms says that this room stays behind."))
NOT_THERE = N_("%(space)s is not there on that day. When did it come into use?")
CLOSED = N_("%(space)s is closed then.")
HELD_ELSEWHERE = N_("%(space)s is taken by an external calendar then.")
IN_THE_WAY = {Reason.CLOSED: CLOSED, Reason.ELSEWHERE: HELD_ELSEWHERE}
TOO_LONG = Said(
    N_("It lasts longer than %(days)s days. Close the room instead."), {"days": LASTS_MAX.days}
)
NOBODY = N_("Nobody here is called %(who)s. Say for whom it is, with --holder.")
FOR_ANOTHER = N_("Nobody here is called %(who)s: held for %(holder)s.")
NO_PARTNER = N_("There is no partner called %(name)s.")
GONE = Said(N_("It was cancelled over there."))
NEVER_ANSWERED = Said(N_("It was asked for, and never answered."))
TENTATIVE = Said(N_("It was not certain yet over there; here it is."))
SHUT = Said(N_("Outside the opening hours: it does not count as occupied."))
TOO_MANY = Said(N_("There are more people than seats."))
REMARKS: Mapping[Reason, Said] = {Reason.SHUT: SHUT, Reason.TOO_MANY_PEOPLE: TOO_MANY}


@dataclass(frozen=True, slots=True)
class Ground:
    """What must be known to judge rows, the same for all of them."""

    rooms: Mapping[str, int | None]
    """Numbers of spaces by the names of that system; None for what stays behind."""
    people: Mapping[str, Holder]
    """By e-mail address."""
    partners: Mapping[str, int]
    """By name, in small letters."""
    holder: Holder | None = None
    """For whom that is of which nobody is known."""
    holder_name: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a row would become: a wish of somebody; or why not."""

    wish: Wish | None = None
    holder: Holder | None = None
    partner_id: int | None = None
    refusals: tuple[Said, ...] = ()
    remarks: tuple[Said, ...] = ()
    is_left_out: bool = False


def judge(row: Foreign, ground: Ground, stock: Stock, *, now: datetime) -> Judged:
    """All that can be said without looking at what is held."""
    if row.standing is Standing.GONE:
        return Judged(refusals=(GONE,), is_left_out=True)
    if row.standing is Standing.ASKED and row.period.starts_at <= now:
        return Judged(refusals=(NEVER_ANSWERED,), is_left_out=True)
    space_id = ground.rooms.get(row.room)
    if row.room in ground.rooms and space_id is None:
        return Judged(refusals=(ROOM_LEFT_OUT,), is_left_out=True)
    holder, about_holder = _holder_of(row, ground, is_past=row.period.ends_at <= now)
    partner_id = ground.partners.get(row.partner.lower())
    refusals = [] if holder else [about_holder]
    if row.partner and partner_id is None:
        refusals.append(Said(NO_PARTNER, {"name": row.partner}))
    if row.period.duration > LASTS_MAX:
        refusals.append(TOO_LONG)
    if space_id is None:
        return Judged(refusals=(UNKNOWN_ROOM, *filter(None, refusals)))
    wish, space = wish_for(row, space_id), stock.spaces[space_id]
    found = {objection.reason for objection in objections_to_house(wish, space, stock)}
    refusals += _refusals(found, space, is_past=row.period.ends_at <= now)
    remarks = [about_holder] if holder else []
    remarks += [TENTATIVE] if row.is_tentative and row.period.starts_at > now else []
    remarks += [said for reason, said in REMARKS.items() if reason in found]
    return Judged(
        wish, holder, partner_id or (holder.partner_id if holder else None),
        tuple(filter(None, refusals)), tuple(filter(None, remarks)),
    )  # fmt: skip


def _refusals(
    found: Collection[Reason], space: BookableSpace, *, is_past: bool
) -> list[Said | None]:
    if Reason.NOT_THERE in found:
        return [Said(NOT_THERE, {"space": space.name})]
    why = [said for reason, said in IN_THE_WAY.items() if reason in found and not is_past]
    return [Said(said, {"space": space.name}) for said in why]


def _holder_of(row: Foreign, ground: Ground, *, is_past: bool) -> tuple[Holder | None, Said | None]:
    """For whom it is; and what to say about that where it is not for who had it."""
    known = ground.people.get(row.email.lower())
    if known is not None and (known.is_welcome or is_past):
        return known, None
    who = row.email or row.person or "?"
    if ground.holder is None:
        return None, Said(NOBODY, {"who": who})
    return ground.holder, Said(FOR_ANOTHER, {"who": who, "holder": ground.holder_name})


def wish_for(row: Foreign, space_id: int) -> Wish:
    return Wish(
        space_ids=(space_id,),
        period=row.period,
        attendee_count=min(max(row.attendee_count, 1), ATTENDEES_MAX),
        title=row.title[:TITLE_LENGTH_MAX],
        visibility=Visibility.PRIVATE if row.is_private else Visibility.COLLEAGUES,
        note=row.note[:NOTE_LENGTH_MAX],
    )


def state_of(row: Foreign) -> ReservationState:
    """What the house said yes to over there needs no second yes."""
    if row.standing is Standing.ASKED:
        return ReservationState.REQUESTED
    return ReservationState.CONFIRMED


def presence_of(row: Foreign, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    """When they came and when it ended, as far as the house will ever know.

    Of what has begun nobody can be asked to check in any more. Where that system knows nothing
    of who came, it has simply ended: neither used, nor a no-show.
    """
    if row.period.starts_at > now or row.is_known_to_stay_away:
        return None, None
    if row.came_at is not None:
        left = row.left_at if row.left_at and row.left_at < row.period.ends_at else None
        return row.came_at, left
    return (None, row.period.ends_at) if row.period.ends_at <= now else (now, None)


def rule_through(days: Iterable[date]) -> Recurrence | None:
    """The simplest rule by which these dates come back, nearly all of its dates among them.

    None where there is none: then each date stands alone.
    """
    found = sorted(set(days))
    if not DATES_MIN <= len(found) <= OCCURRENCES_MAX:
        return None
    fitting = [rule for rule in _candidates(found) if _fits(rule, found)]
    return min(fitting, key=lambda rule: len(dates_of(rule, found[0])), default=None)


def _fits(rule: Recurrence, days: Sequence[date]) -> bool:
    try:
        by_rule = dates_of(rule, days[0])
    except TooManyDates:
        return False
    return set(days) <= set(by_rule) and len(days) >= FILLED_MIN * len(by_rule)


def _candidates(days: Sequence[date]) -> Iterable[Recurrence]:
    first, until = days[0], days[-1]
    step = gcd(*((later - earlier).days for earlier, later in pairwise(days)))
    if step <= INTERVAL_MAX and step % 7:
        yield Recurrence(Pace.DAILY, step, until=until)
    weekdays = frozenset(day.weekday() for day in days)
    mondays = [day - timedelta(days=day.weekday()) for day in days]
    weeks = gcd(*((later - earlier).days // 7 for earlier, later in pairwise(mondays))) or 1
    yield Recurrence(Pace.WEEKLY, min(weeks, INTERVAL_MAX), weekdays, until=until)
    months = [day.year * 12 + day.month for day in days]
    interval = gcd(*(later - earlier for earlier, later in pairwise(months))) or 1
    if interval > INTERVAL_MAX:
        return
    yield Recurrence(Pace.MONTH_DAY, interval, place=first.day, until=until)
    if len(weekdays) == 1:
        for place in ((first.day - 1) // 7 + 1, LAST):
            yield Recurrence(Pace.MONTH_WEEKDAY, interval, weekdays, place, until=until)


def usual_dates(rows: Iterable[Foreign]) -> dict[date, Foreign]:
    """Of the dates of a series those in its usual room, at its usual hours; none over midnight."""
    by_hours: dict[tuple[str, time, time], dict[date, Foreign]] = defaultdict(dict)
    for row in rows:
        begin, end = to_local(row.period.starts_at), to_local(row.period.ends_at)
        is_one_day = end.date() == begin.date() or row.period.ends_at == local_day(
            begin.date()).ends_at  # fmt: skip
        if is_one_day:
            by_hours[row.room, begin.time(), end.time()].setdefault(begin.date(), row)
    return max(by_hours.values(), key=len, default={})
