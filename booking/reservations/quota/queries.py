"""What counts for a quota. Nobody on whom there is none pays a statement for it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.columns import lock_or_pass, lock_until_commit, table_of
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.people.models import Department, Partner, Person, Team
from booking.people.permissions import Action, may
from booking.people.queries import party_of
from booking.people.values import Party, Principal
from booking.reservations.models import Reservation, ReservationSpace
from booking.reservations.quota.models import QuotaRow
from booking.reservations.quota.rules import Tally
from booking.reservations.quota.values import (
    Measure,
    Quota,
    QuotaTerms,
    Standing,
    Subject,
    Window,
)
from booking.reservations.values import HOLDING, ReservationState
from booking.spaces.models import Space
from booking.spaces.values import SpaceKind, Stock

RESERVATION, NAMED, SPACE = table_of(Reservation), table_of(ReservationSpace), table_of(Space)
PERSON, TEAM = table_of(Person), table_of(Team)
NAMES: Mapping[Subject, type[Person | Team | Department | Partner]] = {
    Subject.PERSON: Person,
    Subject.TEAM: Team,
    Subject.DEPARTMENT: Department,
    Subject.PARTNER: Partner,
}


def quotas_in(session: Session, stock: Stock) -> Sequence[Quota]:
    """All that were ever set; remembered by the version of the stock, which rises with them."""
    known: Sequence[Quota] | None = stock.reckoned.get(quotas_in)
    if known is None:
        known = stock.reckoned[quotas_in] = all_quotas(session)
    return known


def all_quotas(session: Session) -> list[Quota]:
    rows = session.exec(select(QuotaRow).order_by(col(QuotaRow.valid_from), col(QuotaRow.id)))
    found = rows.all()
    names = {subject: _names(session, subject, found) for subject in Subject}
    return [quota_in(row, names[row.subject].get(row.subject_id, "")) for row in found]


def quota_in(row: QuotaRow, name: str = "") -> Quota:
    assert row.id is not None, "a stored quota has a number"
    terms = QuotaTerms(row.subject, row.subject_id, row.space_kind, row.per, row.count_max,
                       row.measure)  # fmt: skip
    return Quota(row.id, terms, row.valid_from, row.valid_until, name)


def _names(
    session: Session, subject: Subject, rows: Iterable[QuotaRow]
) -> Mapping[int | None, str]:
    numbers = {row.subject_id for row in rows if row.subject is subject and row.subject_id}
    if not numbers:
        return {}
    table = NAMES[subject]
    found = session.exec(select(table.id, table.name).where(col(table.id).in_(numbers)))
    return dict(found.all())


def holder_of(session: Session, holder_id: int, by: Principal) -> Party:
    """For whom it counts; who asks for himself is known already."""
    return by.party if by.id == holder_id else party_of(session, holder_id)


def tally_for(
    session: Session,
    stock: Stock,
    days: Collection[date],
    *,
    kind: SpaceKind,
    holder_id: int,
    by: Principal,
    at: datetime,
    but: Collection[int] = (),
) -> Tally | None:
    """What counts for the holder in the windows of ``days``, without the reservations ``but``.

    None where no quota says anything about it: also for who may make exceptions and does so
    for somebody else.
    """
    tally = tally_over(session, stock, days, kind=kind, holder_id=holder_id, by=by)
    if tally is not None:
        for window, quota in tally.over(kind, days).items():
            tally.counts[window] = count_in(session, quota.terms, window, at=at, but=but)
    return tally


def lock_quota(
    session: Session,
    stock: Stock,
    days: Collection[date],
    *,
    kind: SpaceKind,
    holder_id: int,
    by: Principal,
) -> None:
    """Let one reservation at a time count where one for the holder on ``days`` does.

    The order of locks, on PostgreSQL, in every transaction: the day versions by key; then these
    by key, all that the transaction will need; then the holder's row for a desk. A series takes
    those of all its dates before its first date is reserved. Two windows that share a key wait
    for each other for nothing, and do no harm.
    """
    for key in _keys(session, stock, days, kind=kind, holder_id=holder_id, by=by):
        lock_until_commit(session, key)


def lock_quota_or_pass(
    session: Session, stock: Stock, day: date, *, kind: SpaceKind, holder: Principal
) -> bool:
    """As :func:`lock_quota`, for who must not wait: False where somebody else is counting."""
    keys = _keys(session, stock, [day], kind=kind, holder_id=holder.id, by=holder)
    return all(lock_or_pass(session, key) for key in keys)


def _keys(
    session: Session,
    stock: Stock,
    days: Collection[date],
    *,
    kind: SpaceKind,
    holder_id: int,
    by: Principal,
) -> list[int]:
    tally = tally_over(session, stock, days, kind=kind, holder_id=holder_id, by=by)
    return sorted({_key(window) for window in tally.over(kind, days)}) if tally else []


def makes_exception(by: Principal, holder_id: int) -> bool:
    """Whether ``by`` reserves for somebody else, beyond the house rules."""
    return by.id != holder_id and may(by, Action.GRANT_EXCEPTION)


def tally_over(
    session: Session,
    stock: Stock,
    days: Collection[date] | None = None,
    *,
    kind: SpaceKind,
    holder_id: int,
    by: Principal,
) -> Tally | None:
    """An empty one of the quota on ``days``, or on any day; None where none says anything."""
    meant = [
        quota for quota in quotas_in(session, stock)
        if quota.terms.kind is kind and (days is None or any(map(quota.holds_on, days)))
    ]  # fmt: skip
    if not meant or makes_exception(by, holder_id):
        return None
    return Tally(meant, holder_of(session, holder_id, by))


def _key(window: Window) -> int:
    """63 bits: a mark, 20 of the quota, 24 of whom it is about, 18 of the day."""
    return (
        1 << 62
        | (window.quota_id & 0xFFFFF) << 42
        | (window.subject_id & 0xFFFFFF) << 18
        | (window.first.toordinal() & 0x3FFFF)
    )


def count_in(
    session: Session,
    terms: QuotaTerms,
    window: Window,
    *,
    at: datetime,
    but: Collection[int] = (),
) -> int:
    """How many reservations count in ``window``, or minutes: held, asked for or an option."""
    begin, end = local_day(window.first).starts_at, local_day(window.until).starts_at
    where = (
        is_of(terms.subject, window.subject_id),
        RESERVATION.c.starts_at >= begin,
        RESERVATION.c.starts_at < end,
        RESERVATION.c.id.not_in(but),
        _counts(at),
        select_columns(SPACE.c.id)
        .join(NAMED, NAMED.c.space_id == SPACE.c.id)
        .where(NAMED.c.reservation_id == RESERVATION.c.id, SPACE.c.kind == terms.kind)
        .exists(),
    )
    if terms.measure is Measure.COUNT:
        found: int = session.execute(select_columns(func.count()).where(*where)).scalar_one()
        return found
    rows = session.execute(
        select_columns(RESERVATION.c.starts_at, RESERVATION.c.ends_at).where(*where)
    )
    return sum(terms.worth(Period(begin, end)) for begin, end in rows)


def _counts(at: datetime) -> ColumnElement[bool]:
    """What is cancelled, declined, expired or released holds nothing, so it does not count.

    Nor does what has lapsed, also where nobody wrote that down yet.
    """
    state = RESERVATION.c.state
    return and_(
        state.in_(HOLDING),
        or_(state != ReservationState.OPTION, RESERVATION.c.expires_at > at),
        or_(state != ReservationState.REQUESTED, RESERVATION.c.starts_at > at),
    )


def is_of(subject: Subject, number: int) -> ColumnElement[bool]:
    people: Any = select_columns(PERSON.c.id)
    match subject:
        case Subject.PARTNER:
            return RESERVATION.c.partner_id == number
        case Subject.PERSON:
            return RESERVATION.c.holder_id == number
        case Subject.TEAM:
            people = people.where(PERSON.c.team_id == number)
        case Subject.DEPARTMENT:
            people = people.join(TEAM, TEAM.c.id == PERSON.c.team_id)
            people = people.where(TEAM.c.department_id == number)
    found: ColumnElement[bool] = RESERVATION.c.holder_id.in_(people)
    return found


def standings_on(
    session: Session, stock: Stock, day: date, *, kind: SpaceKind, person: Principal, at: datetime
) -> list[Standing]:
    """How the quota on ``person`` stand on ``day``, for who is about to reserve."""
    tally = tally_for(session, stock, [day], kind=kind, holder_id=person.id, by=person, at=at)
    return tally.standings(kind, day) if tally else []
