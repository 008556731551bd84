"""Setting quota from a day on, and ending them."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.queries import stored
from booking.people.values import Act
from booking.reservations.quota.models import QuotaRow
from booking.reservations.quota.queries import NAMES, quota_in
from booking.reservations.quota.rules import contradiction
from booking.reservations.quota.values import QuotaTerms
from booking.spaces.operations import begin_change, require_to_come

SUBJECT = "quota"


class QuotaContradiction(Refused):
    code = "quota-contradiction"
    sentence = N_(
        "This contradicts another quota: in a longer time at most %(count)s are allowed, or in a "
        "shorter time more. Change that one first, or choose another number."
    )


def set_quota(
    session: Session, act: Act, terms: QuotaTerms, *, begins: date, until: date | None
) -> None:
    """It holds from ``begins`` until (not on) ``until``, in place of the same that ran on then.

    One that is planned later stays, and this one ends where it begins. Raises PastStays,
    :class:`QuotaContradiction`, and NotThere for somebody who is not there.
    """
    begin_change(session, act, from_day=begins)
    if terms.subject_id is not None:
        stored(session, NAMES[terms.subject], terms.subject_id)
    same = _same(session, terms)
    ends = min((row.valid_from for row in same if row.valid_from > begins), default=None)
    until = min((day for day in (until, ends) if day is not None), default=None)
    _require_sense(session, terms, begins, until)
    running = [row for row in same if quota_in(row).holds_on(begins)]
    before = _facts(running[0]) if running else None
    for row in running:
        _cut_off(session, row, begins)
    row = QuotaRow(
        subject=terms.subject, subject_id=terms.subject_id, space_kind=terms.kind, per=terms.per,
        count_max=terms.count_max, measure=terms.measure, valid_from=begins, valid_until=until,
    )  # fmt: skip
    session.add(row)
    session.flush()
    write_down(session, act, "quota-set", (SUBJECT, row.id), before=before, after=_facts(row))


def end_quota(session: Session, act: Act, quota_id: int, *, ends: date) -> None:
    """It no longer holds on ``ends`` and after. Raises PastStays."""
    begin_change(session, act)
    require_to_come(act, ends)
    row = stored(session, QuotaRow, quota_id)
    if row.valid_until is not None and row.valid_until <= ends:
        return
    before = _facts(row)
    _cut_off(session, row, ends)
    write_down(session, act, "quota-ended", (SUBJECT, quota_id), before=before,
               after={**before, "until": ends.isoformat()})  # fmt: skip


def _cut_off(session: Session, row: QuotaRow, day: date) -> None:
    """One that would hold on no day any more goes."""
    if row.valid_from >= day:
        session.delete(row)
    else:
        row.valid_until = day
    session.flush()


def _same(session: Session, terms: QuotaTerms) -> list[QuotaRow]:
    statement = select(QuotaRow).where(
        QuotaRow.subject == terms.subject,
        col(QuotaRow.subject_id).is_not_distinct_from(terms.subject_id),
        QuotaRow.space_kind == terms.kind,
        QuotaRow.per == terms.per,
        QuotaRow.measure == terms.measure,
    )
    return list(session.exec(statement.order_by(col(QuotaRow.valid_from))))


def _require_sense(session: Session, terms: QuotaTerms, begins: date, until: date | None) -> None:
    statement = select(QuotaRow).where(
        or_(col(QuotaRow.valid_until).is_(None), col(QuotaRow.valid_until) > begins)
    )
    if until is not None:
        statement = statement.where(col(QuotaRow.valid_from) < until)
    found = contradiction(terms, [quota_in(row).terms for row in session.exec(statement)])
    if found is not None:
        raise QuotaContradiction(str(found), count=found.count_max)


def _facts(row: QuotaRow) -> dict[str, Any]:
    return {
        "for": f"{row.subject.value} {row.subject_id or 'each'}",
        "what": row.space_kind.value,
        row.measure.value: row.count_max,
        "per": row.per.value,
        "from": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else None,
    }
