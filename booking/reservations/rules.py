"""What the house rules say about a wished-for reservation.

Pure: values in, values out. No session, no clock, no settings. Every rule can be read
here, and nowhere else; what time is left where something is held, in ``free_times``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from booking.foundation.local_time import day_of, days_of, local_day, span_of
from booking.foundation.periods import Period, Span
from booking.people.permissions import Action, may
from booking.people.values import Party, Principal
from booking.reservations.free_times import earliest_start
from booking.reservations.values import (
    HouseRules,
    Needs,
    Objection,
    Reason,
    ReservationState,
    Wish,
)
from booking.reservations.zone_rules import objections_to_zone
from booking.spaces.rules import (
    closures_of,
    external_times,
    hours_since,
    opening_periods,
    usable_spans,
)
from booking.spaces.values import BookableSpace, LayoutKind, Stock


def objections_to(
    wish: Wish,
    space: BookableSpace,
    *,
    stock: Stock,
    taken: Iterable[Period],
    rules: HouseRules,
    person: Principal,
    now: datetime,
    party: Party | None = None,
) -> list[Objection]:
    """Every reason why ``wish`` cannot have ``space``, in the order people mend them.

    All reasons and not only the first, so that one correction of the form is enough.
    ``taken`` are the periods in which a unit of the space is held, buffers included;
    touching ends do not count. ``party`` is for whom it is, where not for ``person``.
    """
    day = day_of(wish.period.starts_at)
    if space.term_on(day) is None:
        return [Objection(Reason.NOT_THERE)]
    found = [] if may(person, Action.RESERVE, space) else [_about(space, Reason.NOT_FOR_YOU)]
    return [
        *found,
        *objections_to_zone(space, day, stock, person=person, party=party, now=now),
        *objections_to_time(wish.period, space, rules=rules, now=now),
        *objections_to_house(wish, space, stock),
        *(
            _about(space, Reason.TAKEN, span=period)
            for period in sorted(taken)
            if space.held_period(wish.period, wish.layout).overlaps(period)
        ),
    ]


def objections_to_house(wish: Wish, space: BookableSpace, stock: Stock) -> list[Objection]:
    """Why the house cannot grant ``wish``, whoever asks: gone, shut, closed, too small."""
    if space.term_on(day_of(wish.period.starts_at)) is None:
        return [Objection(Reason.NOT_THERE)]
    return [*_objections_to_hours(wish.period, space, stock), *_objections_to_use(wish, space)]


def objections_to_time(
    period: Period, space: BookableSpace, *, rules: HouseRules, now: datetime
) -> list[Objection]:
    """What is wrong with the time itself, whatever else happens then.

    A start within the running grain is still "now": at 10:07 one may take 10:00.
    """
    grain = timedelta(minutes=space.grain_minutes)
    found: list[Objection] = []
    if period.starts_at + grain <= now:
        found.append(Objection(Reason.PAST))
    elif rules.notice_min and period.starts_at < now + rules.notice_min:
        earliest = earliest_start(space, rules, now=now)
        found.append(_by_rule(rules, Reason.TOO_LATE, notice=rules.notice_min, earliest=earliest))
    elif space.needs_approval and period.starts_at < now + rules.answer_min:
        earliest = earliest_start(space, rules, now=now)
        found.append(Objection(Reason.NO_TIME_TO_ANSWER, {"earliest": earliest}))
    if period.starts_at > now + rules.ahead_max:
        moments = {"latest": now + rules.ahead_max, "opens": period.starts_at - rules.ahead_max}
        found.append(_by_rule(rules, Reason.TOO_FAR_AHEAD, ahead=rules.ahead_max, **moments))
    if period.duration > rules.duration_max:
        found.append(_by_rule(rules, Reason.TOO_LONG, longest=rules.duration_max))
    if period.duration < rules.duration_min:
        found.append(_by_rule(rules, Reason.TOO_SHORT, shortest=rules.duration_min))
    if not (_is_on_grain(period.starts_at, grain) and _is_on_grain(period.ends_at, grain)):
        found.append(Objection(Reason.OFF_GRAIN, {"minutes": space.grain_minutes}))
    return found


def judged_by(space: BookableSpace) -> tuple[int, bool]:
    """All that :func:`objections_to_time` looks at in a space."""
    return space.grain_minutes, space.needs_approval


def _by_rule(rules: HouseRules, reason: Reason, **facts: object) -> Objection:
    """Since when the rule holds is told, where the house has set it."""
    return Objection(reason, {**facts, **({"since": rules.since} if rules.since else {})})


def asked_at(period: Period, *, kept: Period | None, rules: HouseRules, now: datetime) -> datetime:
    """Who keeps the start of ``kept`` has asked for it in time; only a new start must lie ahead."""
    keeps_start = kept is not None and kept.starts_at == period.starts_at
    notice = max(rules.notice_min, rules.answer_min)
    return min(now, period.starts_at - notice) if keeps_start else now


def _is_on_grain(instant: datetime, grain: timedelta) -> bool:
    return int(instant.timestamp()) % int(grain.total_seconds()) == 0


def _objections_to_hours(period: Period, space: BookableSpace, stock: Stock) -> list[Objection]:
    day = day_of(period.starts_at)
    hours = opening_periods(stock, space, day)
    found: list[Objection] = []
    if not any(opening.holds(period) for opening in hours):
        since = hours_since(stock, space, day)
        found.append(_about(space, Reason.SHUT, hours=tuple(hours), since=since))
    reasons = dict.fromkeys(c.reason for c in closures_of(stock, space, day, period))
    found += [_about(space, Reason.CLOSED, why=why) for why in reasons]
    frame = Period(local_day(day).starts_at, local_day(days_of(period)[-1]).ends_at)
    held = external_times(stock, space, frame).holding
    return found + [_about(space, Reason.ELSEWHERE, span=h) for h in held if h.overlaps(period)]


def _objections_to_use(wish: Wish, space: BookableSpace) -> list[Objection]:
    if wish.layout is not None and wish.layout not in space.layouts:
        return [_about(space, Reason.LAYOUT_UNKNOWN)]
    capacity = capacity_in(space, wish)
    if len(wish.space_ids) > 1 or wish.attendee_count <= capacity:
        return []
    return [_about(space, Reason.TOO_MANY_PEOPLE, capacity=capacity, people=wish.attendee_count)]


def capacity_in(space: BookableSpace, wish: Wish | Needs) -> int:
    """Seats of ``space`` in the layout asked for, or in its usual one."""
    return seats_in(space, wish.layout, day_of(wish.period.starts_at))


def seats_in(space: BookableSpace, layout: LayoutKind | None, day: date) -> int:
    if layout is not None:
        known = space.layouts.get(layout)
        return known.capacity if known else 0
    term = space.term_on(day)
    return term.capacity if term else 0


def _about(space: BookableSpace, reason: Reason, **facts: object) -> Objection:
    return Objection(reason, {"space": space.name, **facts})


def free_ones(
    spaces: Iterable[BookableSpace],
    period: Period,
    *,
    stock: Stock,
    taken: Mapping[int, Sequence[Span]],
    layout: LayoutKind | None = None,
) -> list[BookableSpace]:
    """Those that are open, usable and unclaimed during the whole of ``period``, in their order.

    ``taken`` says by unit in which minutes it is held, buffers included.
    """
    span, day = span_of(period), day_of(period.starts_at)
    return [
        space
        for space in spaces
        if _is_within(span, usable_spans(stock, space, day))
        and not _is_held(space, span, taken, layout)
    ]


def _is_within(span: Span, usable: Iterable[Span]) -> bool:
    for opens, closes in usable:  # noqa: SIM110 -- any() takes three times as long, for hundreds
        if opens <= span[0] and span[1] <= closes:
            return True
    return False


def _is_held(
    space: BookableSpace,
    span: Span,
    taken: Mapping[int, Sequence[Span]],
    layout: LayoutKind | None,
) -> bool:
    before, after = space.buffers(layout)
    begin, end = span[0] - before, span[1] + after
    for unit in space.unit_ids:
        for s, e in taken.get(unit, ()):
            if s < end and begin < e:
                return True
    return False


def is_free(
    space: BookableSpace, period: Period, *, stock: Stock, taken: Mapping[int, Sequence[Span]]
) -> bool:
    return bool(free_ones([space], period, stock=stock, taken=taken))


def check_in_window(held: Period, rules: HouseRules) -> Period | None:
    """When one can check in; None where it is not asked for.

    The grace ends at the end of the reservation at the latest, so a ten-minute
    reservation is judged after ten minutes.
    """
    opens_at = held.starts_at - rules.check_in_opens_before
    closes_at = min(held.starts_at + rules.check_in_grace, held.ends_at)
    return Period(opens_at, closes_at) if rules.asks_check_in and opens_at < closes_at else None


def may_check_in(held: Period, *, rules: HouseRules, now: datetime) -> bool:
    window = check_in_window(held, rules)
    return window is not None and window.contains(now)


def is_there_already(held: Period, *, rules: HouseRules, now: datetime) -> bool:
    """Whether asking for it at ``now`` is as good as checking in: it is about to begin."""
    window = check_in_window(held, rules)
    return window is not None and window.starts_at <= now


def falls_due_at(
    state: ReservationState,
    held: Period,
    *,
    checked_in_at: datetime | None,
    ended_at: datetime | None,
    expires_at: datetime | None,
    rules: HouseRules,
) -> datetime | None:
    """When time itself changes a reservation that nobody touches; None for never.

    A request lapses at its start, an option when it expires; a confirmed place is given to
    others when nobody checked in before the window closed.
    """
    if state is ReservationState.REQUESTED:
        return held.starts_at
    if state is ReservationState.OPTION:
        return expires_at
    is_awaited = state is ReservationState.CONFIRMED and checked_in_at is None and ended_at is None
    window = check_in_window(held, rules)
    return window.ends_at if is_awaited and window is not None else None


def can_be_had_again(
    spaces: Sequence[BookableSpace], person: Principal, *, stock: Stock, day: date
) -> bool:
    """Whether giving it back is undone in a moment: one place, and nobody else decides."""
    return len(spaces) == 1 and not is_decided_by_others(spaces, person, stock=stock, day=day)


def first_state(spaces: Iterable[BookableSpace]) -> ReservationState:
    """What a new reservation of ``spaces`` is: a request where one of them needs approval."""
    needs_approval = any(space.needs_approval for space in spaces)
    return ReservationState.REQUESTED if needs_approval else ReservationState.CONFIRMED


def is_one_desk(spaces: Sequence[BookableSpace]) -> bool:
    """What one person has one of at a time; a group of desks is for a team, so it may be more."""
    return len(spaces) == 1 and spaces[0].is_desk


def is_decided_by_others(
    spaces: Collection[BookableSpace], person: Principal, *, stock: Stock, day: date
) -> bool:
    """Whether ``person`` has to ask before having ``spaces`` on ``day``: nobody asks themselves."""
    if not any(space.needs_approval for space in spaces):
        return False
    return not may(person, Action.DECIDE_REQUEST, stock.zone_ids_of(spaces, day))
