"""Whether partners are so many that their meetings may be told apart from those of staff."""

from sqlmodel import Session

from booking.foundation.settings import Settings


def tells_parties(session: Session, settings: Settings) -> bool:
    # it brings numpy along, 30 MB that a worker who shows no report can do without
    from booking.occupancy.cuts import party_floor, people_by_partner_kind  # noqa: PLC0415

    return party_floor(people_by_partner_kind(session), settings.group_size_min).has_partners
