"""How a series is planned: which dates, what stands in the way of each. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import takewhile, zip_longest

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.recurrence import dates_of
from booking.reservations.alternatives import (
    Alternatives,
    Situation,
    find_alternatives,
    held_periods,
)
from booking.reservations.keeping import to_hold
from booking.reservations.nearest import Allows
from booking.reservations.rules import asked_at, is_decided_by_others, objections_to
from booking.reservations.series.ground import Ground, Own, held_before, kept_by
from booking.reservations.series.values import (
    Instead,
    Occurrence,
    PlannedDate,
    SeriesPlan,
    SeriesWish,
    Step,
)
from booking.reservations.values import Objection, Reason, Wish
from booking.spaces.approval import offered_to
from booking.spaces.values import BookableSpace

ASKED = {Step.RESERVE, Step.CHANGE}
MISSES_MAX = 3
"""After so many dates in a row without anybody, the organiser is asked whether it goes on."""
Pair = tuple[date | None, date | None]
"""A date of the series as it was, and the one that it becomes."""


def new_dates(wish: SeriesWish, instead: Instead) -> list[PlannedDate]:
    """Every date of a series that is asked for. Raises TooManyDates."""
    return [
        _asked(PlannedDate(day, Step.RESERVE, wish.wish_on(day)), instead)
        for day in dates_of(wish.recurrence, wish.first_on)
    ]


def changed_dates(
    before: SeriesWish, after: SeriesWish, tail: Sequence[Occurrence], instead: Instead
) -> list[PlannedDate]:
    """What becomes of ``tail``, the dates still to come, when ``after`` holds for them."""
    known = {occurrence.day: occurrence for occurrence in tail}
    pairs = pair_up(
        [occurrence.day for occurrence in tail],
        dates_of(after.recurrence, after.first_on),
        is_in_step=before.recurrence.is_in_step_with(after.recurrence),
    )
    found = (_becoming(known[old] if old else None, old, new, before, after) for old, new in pairs)
    asked = (_asked(planned, instead) for planned in found if planned is not None)
    return sorted(asked, key=lambda planned: (planned.day, planned.step))


def pair_up(old: Sequence[date], new: Sequence[date], *, is_in_step: bool) -> list[Pair]:
    """Which date becomes which: the n-th the n-th when all only shift, else each its own day."""
    if is_in_step:
        return list(zip_longest(old, new))
    stays = set(old) & set(new)
    return [
        *((day, day if day in stays else None) for day in old),
        *((None, day) for day in new if day not in stays),
    ]


def merged(before: SeriesWish, after: SeriesWish, own: Wish, old: date, new: date) -> Wish | None:
    """What ``own`` becomes: it follows the series wherever it did so until now.

    What was changed for that date alone (another time, room or title) stays as it is.
    """
    was, becomes = before.wish_on(old), after.wish_on(new)
    if becomes is None or was is None:
        return becomes
    kept = {
        field.name: getattr(own, field.name)
        for field in fields(Wish)
        if getattr(own, field.name) != getattr(was, field.name)
    }
    is_group = before.more_space_ids or after.more_space_ids
    if is_group and "space_ids" in kept:  # as many people as desks
        kept["attendee_count"] = own.attendee_count
    return replace(becomes, **kept)


def settle(dates: Sequence[PlannedDate], ground: Ground) -> SeriesPlan:
    """Each date with everything that stands in its way, the rest of the series included.

    A reservation that cannot become what is asked stays where it is, which may be in the way
    of another date; so until nothing new is in the way.
    """
    stuck: dict[int, PlannedDate] = {}
    while True:
        own = Own(ground, dates)
        for n, planned in enumerate(dates):
            stays = planned.step not in ASKED or n in stuck
            if stays and planned.before and planned.step is not Step.CANCEL:
                own.stay(planned)
            elif planned.before and planned.step is Step.CHANGE:
                own.count(own.costs(planned.before.wish) & own.costs(planned.wish))
        settled = [stuck.get(n) or _judged(planned, own) for n, planned in enumerate(dates)]
        more = {
            n: planned
            for n, planned in enumerate(settled)
            if planned.objections and planned.before and n not in stuck
        }
        if not more:
            return SeriesPlan(tuple(settled))
        stuck |= more


def alternatives_on(
    planned: PlannedDate, plan: SeriesPlan, ground: Ground, *, aim: Period, allows: Allows
) -> Alternatives:
    """The nearest things to ``aim`` that are possible for a date with a clash."""
    if planned.wish is None:
        return Alternatives()
    space = ground.stock.spaces[planned.wish.space_ids[0]]
    situation = own_near(planned, plan, ground, aim)
    return find_alternatives(planned.wish, space, replace(situation, allows=allows), aim=aim)


def own_near(planned: PlannedDate, plan: SeriesPlan, ground: Ground, aim: Period) -> Situation:
    """How it stands about ``aim``, with what the other dates of the series hold there."""
    assert planned.wish is not None, "what the clocks skip has no surroundings"
    own, day = Own(ground, plan.dates), day_of(aim.starts_at)
    for other in plan.dates:
        is_near = _is_about(other, day)
        if is_near and other.day != planned.day and other.step is not Step.CANCEL:
            is_stuck = bool(other.objections) and other.before is not None
            own.add(other.before.wish if is_stuck and other.before else other.wish)
    return own.situation(replace(planned.wish, period=aim))


def _is_about(planned: PlannedDate, day: date) -> bool:
    """Whether it is or would be on ``day``, or so near that its buffers reach there."""
    wishes = (planned.wish, held_before(planned))
    return any(abs((day_of(w.period.starts_at) - day).days) <= 1 for w in wishes if w)


def misses_in_a_row(released: Sequence[datetime | None], *, kept_at: datetime | None) -> int:
    """To how many of the last dates nobody came, since its organiser last said that it goes on.

    ``released``: for each date that is past, in order, when it was let go; None when it was not.
    """

    def is_missed(at: datetime | None) -> bool:
        return at is not None and (kept_at is None or at > kept_at)

    return len(list(takewhile(is_missed, reversed(released))))


def in_order(changes: Iterable[PlannedDate]) -> list[PlannedDate]:
    """So that each goes to a place that the one before it has left: none waits for itself."""

    def shift(planned: PlannedDate) -> tuple[bool, float]:
        assert planned.before
        assert planned.before.wish
        assert planned.wish
        begin, was = planned.wish.period.starts_at, planned.before.wish.period.starts_at
        is_later = begin > was
        return is_later, -was.timestamp() if is_later else was.timestamp()

    return sorted(changes, key=shift)


def unseen(plan: SeriesPlan, *, seen: Collection[date], instead: Instead) -> list[PlannedDate]:
    """Clashes that the person has not seen, or thought to have solved."""
    return [p for p in plan.clashes if p.day not in seen or p.day in instead]


def _becoming(
    known: Occurrence | None,
    old: date | None,
    new: date | None,
    before: SeriesWish,
    after: SeriesWish,
) -> PlannedDate | None:
    """None for a date that was nothing any more and is no date now."""
    if known is None or old is None:
        assert new is not None, "a pair has one side at least"
        return PlannedDate(new, Step.RESERVE, after.wish_on(new))
    if new is None:
        return PlannedDate(known.day, Step.CANCEL, before=known) if known.wish else None
    if known.wish is None:
        return PlannedDate(new, Step.STAY_OUT, before=known)
    wish = merged(before, after, known.wish, old, new)
    step = Step.KEEP if wish == known.wish else Step.CHANGE
    return PlannedDate(new, step, wish, known)


def _asked(planned: PlannedDate, instead: Instead) -> PlannedDate:
    """What was chosen for this date alone goes before what the series asks."""
    chosen = instead.get(planned.day)
    if chosen is None or planned.step not in ASKED:
        return planned
    return replace(planned, wish=chosen, is_chosen=True)


def _judged(planned: PlannedDate, own: Own) -> PlannedDate:
    if planned.step not in ASKED:
        return planned
    found = _objections(planned, own)
    if not found:
        own.add(planned.wish, moved=held_before(planned))
    return planned.refused(found)


def _objections(planned: PlannedDate, own: Own) -> list[Objection]:
    if planned.wish is None:
        return [Objection(Reason.MISSING_HOUR)]
    situation, period = own.situation(planned.wish), planned.wish.period
    holder = own.ground.holder
    before = held_before(planned)
    kept = before.period if before else None
    now = asked_at(period, kept=kept, rules=situation.rules, now=situation.now)
    found: list[Objection] = []
    spaces = [situation.stock.spaces[number] for number in planned.wish.space_ids]
    spaces = offered_to(spaces, holder)
    own_place = kept_by(planned, own.ground)
    for space in spaces:
        holds = to_hold(space, period, planned.wish.layout, own_place)
        taken = [p for p in held_periods(space, situation.taken) if holds.overlaps(p)]
        found += objections_to(
            planned.wish, space, stock=situation.stock, rules=situation.rules, now=now,
            taken=taken, person=situation.person, party=holder,
        )  # fmt: skip
    if _is_firm_after(planned, spaces, situation):
        found = [o for o in found if o.reason is not Reason.NO_TIME_TO_ANSWER]
    found += own.has_desk(planned, planned.wish)
    return found + own.used_up(planned.wish, moved=before)


def _is_firm_after(
    planned: PlannedDate, spaces: Sequence[BookableSpace], situation: Situation
) -> bool:
    """Whether it was firm and stays so, as it is who decides that changes it."""
    if planned.before is None or planned.before.is_asked or planned.wish is None:
        return False
    day, person = day_of(planned.wish.period.starts_at), situation.person
    return not is_decided_by_others(spaces, person, stock=situation.stock, day=day)
