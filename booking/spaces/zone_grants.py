"""For whom a zone is: the words in which that is said."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ZoneParty(StrEnum):
    """Whom a zone is for."""

    STAFF = "staff"
    PARTNERS = "partners"
    DEPARTMENT = "department"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class ZoneGrant:
    """Somebody may reserve in a zone, from ``days_before`` the day on; None is always."""

    party: ZoneParty
    party_id: int | None
    """Of the department or team."""
    days_before: int | None
    valid_from: date = date.min
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
