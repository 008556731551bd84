"""Of which parties figures may be shown: few partners are people who can be watched."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select
from sqlmodel import Session, col

from booking.occupancy.parties import former_kinds
from booking.people.models import Partner, Person
from booking.people.values import PartnerKind
from booking.reservations.models import Reservation

Parties = tuple[PartnerKind | None, ...]
"""None is the town hall's own staff."""
EVERY_PARTNER: Parties = tuple(PartnerKind)


@dataclass(frozen=True, slots=True)
class PartyFloor:
    """Of which parties figures may be shown, and so be asked for."""

    kinds: Parties = ()
    """Kinds of partners that may be told apart; none when one of them is a small group."""
    has_partners: bool = False
    """Whether partners as one may be told apart from staff."""

    def may_ask(self, parties: Parties) -> bool:
        if not parties:
            return True
        if set(parties) in ({None}, set(EVERY_PARTNER)):
            return self.has_partners  # what is not of the one is of the other
        return set(parties) <= set(self.kinds)


def party_floor(people: Mapping[PartnerKind, int], size_min: int) -> PartyFloor:
    """A small kind could be found as what the others leave, so then no kind is told apart.

    ``people`` has every kind that the facts may have; 0 is small too.
    """
    has_partners = sum(people.values()) >= size_min
    are_large = all(count >= size_min for count in people.values())
    return PartyFloor(tuple(people) if has_partners and are_large else (), has_partners)


def people_by_partner_kind(session: Session) -> dict[PartnerKind, int]:
    """How many people of partners have an account, by the kind of their organisation.

    0 for a kind of which somebody did reserve and nobody has an account any more, and for one
    that a partner was of before.
    """
    kind = col(Partner.kind)
    has_account = and_(col(Person.partner_id) == Partner.id, col(Person.disabled_at).is_(None))
    counts = session.execute(
        select(kind, func.count(col(Person.id))).outerjoin(Person, has_account).group_by(kind)
    )
    reserved = exists().where(col(Reservation.partner_id) == Partner.id)
    known = set(session.scalars(select(kind).where(reserved).distinct()))
    known |= {kind for some in former_kinds(session).values() for _, kind in some}
    accounts = {row[0]: row[1] for row in counts}
    return {kind: accounts.get(kind, 0) for kind in PartnerKind
            if accounts.get(kind) or kind in known}  # fmt: skip
