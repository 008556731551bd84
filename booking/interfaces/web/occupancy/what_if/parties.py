"""Whether partners are so many that their meetings may be told apart from those of staff."""

from sqlmodel import Session

from booking.foundation.settings import Settings
from booking.occupancy.party_floor import party_floor, people_by_partner_kind


def tells_parties(session: Session, settings: Settings) -> bool:
    return party_floor(people_by_partner_kind(session), settings.group_size_min).has_partners
