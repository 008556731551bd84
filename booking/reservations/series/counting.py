"""What counts for a quota while a series is planned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.values import Act
from booking.reservations.quota.queries import tally_for
from booking.reservations.quota.refusing import next_day
from booking.reservations.quota.rules import Tally
from booking.reservations.quota.values import Standing, Window
from booking.reservations.series.values import PlannedDate, SeriesPlan
from booking.reservations.values import Objection, Wish
from booking.spaces.values import Stock


def tally_of(
    session: Session, act: Act, stock: Stock, dates: Sequence[PlannedDate], *, holder_id: int
) -> Tally | None:
    """What counts besides ``dates`` themselves, in all windows in which one of them may come."""
    held = [planned.before.wish for planned in dates if planned.before]
    wishes = [wish for wish in (*held, *(planned.wish for planned in dates)) if wish]
    if not wishes:
        return None
    numbers = numbers_in(dates)
    return tally_for(
        session, stock, {day_of(wish.period.starts_at) for wish in wishes}, by=act.by, at=act.at,
        kind=stock.spaces[wishes[0].space_ids[0]].kind, holder_id=holder_id, but=numbers,
    )  # fmt: skip


def with_next_days(
    session: Session, plan: SeriesPlan, tally: Tally, stock: Stock, *, at: datetime
) -> SeriesPlan:
    """Each date that a quota refuses, with the first day on which there is room again."""
    planned = _planned_in(plan, tally, stock)
    numbers = numbers_in(plan.dates)
    known: dict[tuple[Window, timedelta], date | None] = {}

    def named(objection: Objection, wish: Wish | None) -> Objection:
        standing = objection.facts.get("quota")
        if not isinstance(standing, Standing) or wish is None:
            return objection
        key = standing.window, wish.period.duration
        if key not in known:
            known[key] = next_day(session, standing, wish.period, at=at, planned=planned,
                                  but=numbers)  # fmt: skip
        return replace(objection, facts={**objection.facts, "next": known[key]})

    return SeriesPlan(tuple(
        each.refused([named(objection, each.wish) for objection in each.objections])
        for each in plan.dates
    ))  # fmt: skip


def periods_in(plan: SeriesPlan) -> list[Period]:
    """When the dates of the plan will be, those that stay where they are included."""
    return [wish.period for wish in _outcome(plan)]


def _planned_in(plan: SeriesPlan, tally: Tally, stock: Stock) -> Counter[Window]:
    """What they will count for."""
    found: Counter[Window] = Counter()
    for wish in _outcome(plan):
        found.update(tally.costs(stock.spaces[wish.space_ids[0]].kind, wish.period))
    return found


def _outcome(plan: SeriesPlan) -> Iterator[Wish]:
    for each in plan.dates:
        before = each.before.wish if each.before else None
        wish = before if each.objections else each.wish
        if wish is not None:
            yield wish


def numbers_in(dates: Sequence[PlannedDate]) -> list[int]:
    """The reservations that are being planned."""
    return [p.before.number for p in dates if p.before and p.before.number]
