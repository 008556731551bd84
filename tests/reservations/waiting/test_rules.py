"""What is worth offering, and how long an offer is held: by day, and never past its start."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.local_time import to_local
from booking.foundation.periods import Period
from booking.reservations.values import HouseRules
from booking.reservations.waiting.quiet_hours import held_until
from booking.reservations.waiting.rules import REST_MIN, USEFUL_AHEAD, offered_part, slots
from booking.spaces.values import SpaceKind

RULES = HouseRules()
HALF_AN_HOUR = timedelta(minutes=30)
GRAIN = timedelta(minutes=15)
# both nights on which the clock is changed lie in it
MOMENTS = st.integers(0, 220 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=minutes)
)
AHEAD = st.integers(1, 4 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
LENGTHS = st.integers(1, 48).map(lambda quarters: quarters * GRAIN)


def until(now: datetime, ahead: timedelta) -> datetime:
    starts_at = now + ahead
    return held_until(Period(starts_at, starts_at + HALF_AN_HOUR), RULES, now=now)


def in_march(day: int, clock: str) -> datetime:
    """In winter time: an hour behind the clock of the town hall."""
    hour, minute = clock.split(":")
    return datetime(2026, 3, day, int(hour) - 1, int(minute), tzinfo=UTC)


def test_by_day_half_an_hour_is_half_an_hour() -> None:
    assert until(in_march(23, "10:00"), timedelta(days=1)) == in_march(23, "10:30")


def test_what_is_offered_at_night_is_held_until_half_past_seven() -> None:
    assert until(in_march(23, "23:10"), timedelta(days=1)) == in_march(24, "07:30")


def test_the_rest_of_the_time_is_for_the_morning() -> None:
    assert until(in_march(23, "20:50"), timedelta(days=1)) == in_march(24, "07:20")


def test_an_offer_ends_at_its_start_at_the_latest() -> None:
    assert until(in_march(23, "10:00"), timedelta(minutes=20)) == in_march(23, "10:20")
    assert until(in_march(23, "23:10"), timedelta(hours=8)) == in_march(24, "07:10")
    assert until(in_march(23, "23:10"), timedelta(hours=5)) == in_march(24, "04:10")


@given(now=MOMENTS, ahead=AHEAD)
def test_an_offer_always_has_time_and_is_never_held_into_its_start(
    now: datetime, ahead: timedelta
) -> None:
    held = until(now, ahead)

    assert now < held <= now + ahead
    if held < now + ahead:  # then its time has run out by day
        assert RULES.offers_from <= _clock(held) <= RULES.offers_until
        is_last_moment_by_day = _clock(held) == RULES.offers_until
        assert is_last_moment_by_day or held - now >= HALF_AN_HOUR


@given(now=MOMENTS, ahead=AHEAD, later=AHEAD)
def test_who_is_asked_later_is_never_held_for_less_long(
    now: datetime, ahead: timedelta, later: timedelta
) -> None:
    starts_at = now + ahead + later
    slot = Period(starts_at, starts_at + HALF_AN_HOUR)
    assert held_until(slot, RULES, now=now) <= held_until(slot, RULES, now=now + later)


@given(now=MOMENTS, ahead=st.integers(-600, 600), length=LENGTHS, kind=st.sampled_from(SpaceKind))
def test_what_is_offered_lies_ahead_and_within_what_was_asked(
    now: datetime, ahead: int, length: timedelta, kind: SpaceKind
) -> None:
    begin = now.replace(second=0, microsecond=0) + timedelta(minutes=ahead)
    asked = Period(begin, begin + length)

    part = offered_part(asked, kind, within=HALF_AN_HOUR, grain=GRAIN, now=now)

    if begin >= now + USEFUL_AHEAD:
        assert part == asked
    elif part is not None:
        assert kind is SpaceKind.DESK
        assert part.ends_at == asked.ends_at
        assert part.starts_at >= now + HALF_AN_HOUR
        assert part.duration >= REST_MIN
        assert int(part.starts_at.timestamp()) % int(GRAIN.total_seconds()) == 0


def test_of_a_day_at_a_desk_that_has_begun_the_rest_is_offered() -> None:
    asked = Period(in_march(23, "08:30"), in_march(23, "17:00"))
    now = in_march(23, "09:40")

    def part(kind: SpaceKind) -> Period | None:
        return offered_part(asked, kind, within=HALF_AN_HOUR, grain=GRAIN, now=now)

    assert part(SpaceKind.DESK) == Period(in_march(23, "10:15"), in_march(23, "17:00"))
    assert part(SpaceKind.ROOM) is None


@given(now=MOMENTS, ahead=st.integers(-600, 600), window=LENGTHS, length=LENGTHS,
       kind=st.sampled_from(SpaceKind))  # fmt: skip
def test_each_slot_is_as_long_as_was_asked_lies_within_it_and_is_never_past(
    now: datetime, ahead: int, window: timedelta, length: timedelta, kind: SpaceKind
) -> None:
    begin = now.replace(second=0, microsecond=0) + timedelta(minutes=ahead)
    asked = Period(begin, begin + window)

    part = offered_part(asked, kind, length=length, within=HALF_AN_HOUR, grain=GRAIN, now=now)

    found = slots(part, length, GRAIN) if part else []
    assert found == sorted(found)
    for slot in found:
        assert slot.duration == length
        assert asked.holds(slot)
        assert slot.starts_at >= now + USEFUL_AHEAD
        assert int(slot.starts_at.timestamp()) % int(GRAIN.total_seconds()) == 0


def _clock(instant: datetime) -> timedelta:
    local = to_local(instant)
    return datetime.combine(local, local.time(), UTC) - datetime.combine(local, time.min, UTC)
