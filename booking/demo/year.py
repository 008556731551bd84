"""A year that looks like a real town hall, in three layers: wishes, reservations, use.

The truth is known, so every figure drawn from it can be checked. A day has dice of its
own: a longer range or a later today does not reshuffle the days before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from booking.demo.cast import Cast
from booking.demo.desk_days import DeskPlan, reserve_desks
from booking.demo.fates import known_at
from booking.demo.guests import guest_wishes
from booking.demo.meetings import staff_wishes
from booking.demo.moments import day_of, instant, moment
from booking.demo.opening import days_between, house_hours
from booking.demo.plan import Building
from booking.demo.presence import Habits, attend, count_presence
from booking.demo.records import (
    DemoReservation,
    DemoWish,
    Presence,
    State,
    WalkUp,
    Year,
)
from booking.demo.room_days import Placement, RoomPlan, place_all
from booking.demo.series import Series, series_wishes, weekly_series
from booking.demo.story import Story, tell
from booking.demo.walk_ups import walk_ups

BACK: Final = timedelta(days=365)
AHEAD: Final = timedelta(weeks=6)
SEEN_AT_MINUTE: Final = 10 * 60 + 10  # in the middle of a morning, when the house is full


@dataclass(frozen=True, slots=True)
class _Stock:
    """What is the same for every day of the year."""

    seed: int
    seen: int
    cast: Cast
    habits: Habits
    desks: DeskPlan
    rooms: RoomPlan
    series: tuple[Series, ...]
    story: Story


@dataclass(frozen=True, slots=True)
class _Harvest:
    presence: list[Presence] = field(default_factory=list)
    wishes: list[DemoWish] = field(default_factory=list)
    desks: list[DemoReservation] = field(default_factory=list)
    rooms: list[DemoReservation] = field(default_factory=list)
    walk_ups: list[WalkUp] = field(default_factory=list)


def generate_year(
    seed: int,
    today: date,
    building: Building,
    cast: Cast,
    *,
    back: timedelta = BACK,
    seen_at_minute: int = SEEN_AT_MINUTE,
) -> Year:
    """A year back and six weeks ahead, as known on ``today`` at a minute of the wall clock."""
    seen = moment(today, seen_at_minute)
    stock = _Stock(
        seed=seed,
        seen=seen,
        cast=cast,
        habits=Habits(seed, cast),
        desks=DeskPlan(building, cast),
        rooms=RoomPlan(building),
        series=weekly_series(cast),
        story=tell(today, seen, cast),
    )
    harvest = _Harvest()
    for day in _open_days(today - back, today + AHEAD):
        _live_through(day, stock, harvest)
    return Year(
        seed=seed,
        today=today,
        seen_at=instant(seen),
        first_day=today - back,
        last_day=today + AHEAD,
        presence=tuple(harvest.presence),
        wishes=tuple(harvest.wishes),
        desk_reservations=tuple(harvest.desks),
        room_reservations=tuple(harvest.rooms),
        walk_ups=tuple(harvest.walk_ups),
    )


def _open_days(first: date, last: date) -> Iterator[date]:
    return (day for day in days_between(first, last) if house_hours(day))


def _live_through(day: date, stock: _Stock, harvest: _Harvest) -> None:
    """One day: who comes, what they wish for, what they get and what comes of it."""
    sure = stock.story.sure_of_a_desk(day)
    never = stock.story.without_a_desk(day)
    attendance = attend(stock.seed, day, stock.habits, sure=sure, never=never)
    if moment(day, 0) <= stock.seen:
        harvest.presence.append(count_presence(day, attendance))
    desk_day = reserve_desks(stock.seed, day, attendance, stock.desks, stock.seen, sure)
    harvest.desks.extend(desk_day.reservations)
    harvest.wishes.extend(desk_day.wishes)

    wishes = [
        *stock.story.wishes(day),
        *guest_wishes(stock.seed, day, stock.cast),
        *series_wishes(stock.seed, day, stock.series),
    ]
    wishes += staff_wishes(stock.seed, day, attendance, wishes)
    placements = place_all(stock.seed, day, stock.rooms, wishes, stock.seen)
    harvest.wishes.extend(_as_wish(placed) for placed in placements)
    harvest.rooms.extend(_as_reservation(p, stock.seen) for p in placements if p.room)
    harvest.walk_ups.extend(walk_ups(stock.seed, day, placements, stock.rooms, stock.seen))


def _as_wish(placed: Placement) -> DemoWish:
    wish = placed.wish
    return DemoWish(
        kind="room",
        day=wish.day,
        begin_minute=wish.begin_minute,
        end_minute=wish.end_minute,
        size=wish.size,
        party=wish.party,
        needs=wish.needs,
        wished_on=day_of(wish.wished),
        verdict=placed.verdict,
        reason=placed.reason,
    )


def _as_reservation(placed: Placement, seen: int) -> DemoReservation:
    wish, room, fate = placed.wish, placed.room, placed.fate
    assert room is not None
    assert fate is not None
    known, state = known_at(seen, fate), _state(placed, seen)
    is_answered = wish.answered is not None and wish.answered <= seen
    return DemoReservation(
        space_numbers=(room.number,),
        holder=wish.holder,
        creator=wish.creator or wish.holder,
        partner=wish.partner,
        host=wish.host,
        party=wish.party,
        series=wish.series,
        title=wish.title,
        visibility=wish.visibility,
        attendee_count=wish.size,
        layout=wish.layout or "table",
        day=wish.day,
        begin_minute=wish.begin_minute,
        end_minute=wish.end_minute,
        starts_at=instant(moment(wish.day, wish.begin_minute)),
        ends_at=instant(moment(wish.day, wish.end_minute)),
        created_at=instant(wish.wished),
        state=state,
        outcome=known.outcome,
        answered_at=instant(wish.answered) if is_answered and wish.answered else None,
        expires_at=instant(wish.expires) if wish.expires and state == "option" else None,
        checked_in_at=known.checked_in_at,
        ended_at=known.ended_at,
        cancelled_at=known.cancelled_at,
        due_at=known.due_at,
    )


def _state(placed: Placement, seen: int) -> State:
    wish = placed.wish
    begin = moment(wish.day, wish.begin_minute)
    if wish.is_waiting or (wish.answered is not None and seen < wish.answered):
        return "requested"
    if wish.expires is not None and seen < wish.expires < begin:
        return "option"
    return "confirmed"
