"""Making agreements from a day on, and ending them."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.occupancy.agreements.models import ServiceAgreement
from booking.occupancy.agreements.values import PARTIES, AgreementTerms
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.queries import stored
from booking.people.values import Act
from booking.reservations.quota.queries import NAMES

SUBJECT = "agreement"


class NothingAgreed(Refused):
    code = "nothing-agreed"
    sentence = N_("Fill in what is promised: how soon is answered, how many hours, or both.")


def set_agreement(
    session: Session, act: Act, terms: AgreementTerms, *, begins: date, until: date | None
) -> int:
    """It holds from ``begins`` until (not on) ``until``, in place of what ran on then.

    One that begins later stays, and this one ends where it begins. It may begin in the past: an
    agreement was often signed before it is filled in here. Raises :class:`NothingAgreed`, and
    NotThere for a party that is not there.
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    assert terms.subject in PARTIES, "agreements are made with partners and departments"
    if terms.answer_hours is None and terms.hours_a_year is None:
        raise NothingAgreed
    stored(session, NAMES[terms.subject], terms.subject_id)
    same = _same(session, terms)
    later = min((row.valid_from for row in same if row.valid_from > begins), default=None)
    for row in same:
        if row.valid_from <= begins and (row.valid_until is None or begins < row.valid_until):
            _cut_off(session, row, begins)
    row = ServiceAgreement(
        subject=terms.subject, subject_id=terms.subject_id, answer_hours=terms.answer_hours,
        answer_percent=terms.answer_percent, hours_a_year=terms.hours_a_year, valid_from=begins,
        valid_until=min((day for day in (until, later) if day is not None), default=None),
    )  # fmt: skip
    session.add(row)
    session.flush()
    write_down(session, act, "set", (SUBJECT, row.id), after=_facts(row))
    return row.id or 0


def end_agreement(session: Session, act: Act, agreement_id: int, *, ends: date) -> None:
    """It no longer holds on ``ends`` and after; one that had not begun yet goes."""
    require_may(act.by, Action.MANAGE_HOUSE)
    row = stored(session, ServiceAgreement, agreement_id)
    if row.valid_until is not None and row.valid_until <= ends:
        return
    before = _facts(row)
    _cut_off(session, row, ends)
    write_down(session, act, "end", (SUBJECT, agreement_id), before=before,
               after={**before, "until": ends.isoformat()})  # fmt: skip


def _same(session: Session, terms: AgreementTerms) -> list[ServiceAgreement]:
    statement = select(ServiceAgreement).where(
        ServiceAgreement.subject == terms.subject,
        ServiceAgreement.subject_id == terms.subject_id,
    )
    return list(session.exec(statement.order_by(col(ServiceAgreement.valid_from))))


def _cut_off(session: Session, row: ServiceAgreement, day: date) -> None:
    """One that would hold on no day any more goes."""
    if row.valid_from >= day:
        session.delete(row)
    else:
        row.valid_until = day
    session.flush()


def _facts(row: ServiceAgreement) -> dict[str, Any]:
    return {
        "with": f"{row.subject.value} {row.subject_id}",
        "answer_hours": row.answer_hours,
        "answer_percent": row.answer_percent,
        "hours_a_year": row.hours_a_year,
        "from": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat() if row.valid_until else None,
    }
