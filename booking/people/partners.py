"""Partner organisations, how long they are welcome, and who comes for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.directory import contacts_of
from booking.people.models import Partner, Person
from booking.people.permissions import Action, NotThere, require_may
from booking.people.queries import stored
from booking.people.teams import NameTaken
from booking.people.values import Act, PartnerKind


class TermBackwards(Refused):
    code = "term-backwards"
    sentence = N_("The cooperation must end after it begins.")


class PartnerInUse(Refused):
    code = "partner-in-use"
    sentence = N_(
        "%(name)s has contacts or reservations, also of the past. It cannot be removed; "
        "end the cooperation instead."
    )


@dataclass(frozen=True, slots=True)
class PartnerParticulars:
    """Welcome from ``term_from``; on ``term_until`` no more."""

    name: str
    kind: PartnerKind
    term_from: date
    term_until: date | None = None
    needs_approval: bool = False
    """Whether all that they ask for is a request, on which the house decides."""

    def __post_init__(self) -> None:
        if self.term_until is not None and self.term_until <= self.term_from:
            raise TermBackwards


def add_partner(session: Session, act: Act, wanted: PartnerParticulars) -> Partner:
    require_may(act.by, Action.MANAGE_PEOPLE)
    _require_free(session, wanted.name)
    partner = Partner(name=wanted.name, kind=wanted.kind, term_from=wanted.term_from,
                      term_until=wanted.term_until,
                      needs_approval=wanted.needs_approval)  # fmt: skip
    session.add(partner)
    session.flush()
    write_down(session, act, "partner-created", ("partner", partner.id), after=_facts(partner))
    return partner


def change_partner(session: Session, act: Act, partner_id: int, wanted: PartnerParticulars) -> None:
    require_may(act.by, Action.MANAGE_PEOPLE)
    partner = stored(session, Partner, partner_id)
    if partner.name != wanted.name:
        _require_free(session, wanted.name)
    before = _facts(partner)
    partner.name, partner.kind = wanted.name, wanted.kind
    partner.term_from, partner.term_until = wanted.term_from, wanted.term_until
    partner.needs_approval = wanted.needs_approval
    if _facts(partner) != before:
        write_down(session, act, "partner-changed", ("partner", partner_id), before=before,
                   after=_facts(partner))  # fmt: skip


def end_term(session: Session, act: Act, partner_id: int, on: date) -> None:
    """From the day ``on`` nobody of the partner comes in; reservations stay until somebody acts."""
    partner = stored(session, Partner, partner_id)
    wanted = PartnerParticulars(
        partner.name, partner.kind, partner.term_from, on, partner.needs_approval
    )
    change_partner(session, act, partner_id, wanted)


def remove_partner(session: Session, act: Act, partner_id: int) -> None:
    """Raises :class:`PartnerInUse` while anything refers to it: the database itself says so."""
    require_may(act.by, Action.MANAGE_PEOPLE)
    partner = stored(session, Partner, partner_id)
    name = partner.name
    write_down(session, act, "partner-removed", ("partner", partner_id), before=_facts(partner))
    try:
        session.delete(partner)
        session.flush()
    except IntegrityError as error:
        raise PartnerInUse(name=name) from error


def contact_of(session: Session, partner_id: int, person_id: int) -> Person:
    """The contact with this number. Raises :class:`NotThere` for anybody else."""
    for person in contacts_of(session, partner_id):
        if person.id == person_id:
            return person
    raise NotThere(f"no contact {person_id} of partner {partner_id}")


def _require_free(session: Session, name: str) -> None:
    if session.exec(select(Partner.id).where(col(Partner.name) == name)).first() is not None:
        raise NameTaken(name=name)


def _facts(partner: Partner) -> dict[str, Any]:
    return {
        "name": partner.name,
        "kind": partner.kind.value,
        "from": partner.term_from.isoformat(),
        "until": partner.term_until and partner.term_until.isoformat(),
        **({"approval": True} if partner.needs_approval else {}),
    }
