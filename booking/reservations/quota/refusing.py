"""Why a quota refuses a reservation, and from when it would not."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlmodel import Session

from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.values import Principal
from booking.reservations.quota.queries import count_in, tally_for
from booking.reservations.quota.rules import NOTHING, stretch_of
from booking.reservations.quota.values import Standing, Window
from booking.reservations.values import Objection, Reason
from booking.spaces.values import SpaceKind, Stock

LOOKED_AHEAD_MAX = 8
"""So many days, weeks or months further is looked for a place."""


def is_in_quota(
    session: Session, stock: Stock, period: Period, *, kind: SpaceKind, holder_id: int,
    by: Principal, at: datetime,
) -> bool:  # fmt: skip
    """Whether ``period`` is allowed; where not, no other day is looked for."""
    day = day_of(period.starts_at)
    tally = tally_for(session, stock, [day], kind=kind, holder_id=holder_id, by=by, at=at, but=[])
    return tally is None or not tally.used_up(kind, day, tally.costs(kind, period))


def quota_objections(
    session: Session,
    stock: Stock,
    period: Period,
    *,
    kind: SpaceKind,
    holder_id: int,
    by: Principal,
    at: datetime,
    moved_id: int | None = None,
) -> list[Objection]:
    """What does not allow ``period``, each with the first day on which there is a place again.

    A reservation that moves where it counts for as much already needs no place more.
    """
    day = day_of(period.starts_at)
    but = [moved_id] if moved_id else []
    tally = tally_for(session, stock, [day], kind=kind, holder_id=holder_id, by=by, at=at, but=but)
    if tally is None:
        return []
    return [
        _objection(used_up, next_day(session, used_up, period, at=at))
        for used_up in tally.used_up(kind, day, tally.costs(kind, period))
        if not (moved_id and _counts_already(session, used_up, period, at))
    ]


def _objection(used_up: Standing, next_day: date | None) -> Objection:
    facts = {"quota": used_up, "next": next_day, "since": used_up.quota.valid_from}
    return Objection(Reason.QUOTA, facts)


def _counts_already(session: Session, standing: Standing, period: Period, at: datetime) -> bool:
    """``standing`` was counted without the reservation that moves to ``period``."""
    terms = standing.quota.terms
    return count_in(session, terms, standing.window, at=at) >= standing.used + terms.worth(period)


def next_day(
    session: Session,
    standing: Standing,
    period: Period,
    *,
    at: datetime,
    planned: Mapping[Window, int] = NOTHING,
    but: Collection[int] = (),
) -> date | None:
    """The first day after the window of ``standing`` on which its quota allows ``period``.

    ``planned`` counts too, the reservations ``but`` do not.
    """
    quota, window = standing.quota, standing.window
    terms, most = quota.terms, quota.terms.most - quota.terms.worth(period)
    for _ in range(LOOKED_AHEAD_MAX):
        window = window._replace(
            first=window.until, until=stretch_of(quota.terms.per, window.until)[1]
        )
        if not quota.holds_on(window.first):
            return window.first
        if count_in(session, terms, window, at=at, but=but) + planned.get(window, 0) <= most:
            return window.first
    return None
