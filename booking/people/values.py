"""The words that rights are written in."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.foundation.doors import Door


class Role(StrEnum):
    EMPLOYEE = "employee"
    RECEPTIONIST = "receptionist"
    FACILITY_MANAGER = "facility_manager"
    ADMINISTRATOR = "administrator"
    PARTNER_CONTACT = "partner_contact"


class PartnerKind(StrEnum):
    CHAIN_PARTNER = "ketenpartner"
    RELATED_PARTY = "verbonden_partij"
    TEMPORARY_ALLIANCE = "samenwerkingsverband"


class Sharing(StrEnum):
    """Who may see that this person is in; nobody unless they choose so (AVG)."""

    NOBODY = "nobody"
    TEAM = "team"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in person, as far as rights go. ``None`` stands for a stranger."""

    id: int
    name: str
    roles: frozenset[Role]
    language: str = "nl"
    team_id: int | None = None
    department_id: int | None = None
    partner_id: int | None = None

    @property
    def is_staff(self) -> bool:
        return Role.EMPLOYEE in self.roles

    @property
    def is_partner(self) -> bool:
        return Role.PARTNER_CONTACT in self.roles


@dataclass(frozen=True, slots=True)
class Act:
    """One request to change something: who asks, through which door, at which one instant."""

    by: Principal
    at: datetime
    door: Door = field(default=Door.WEB)
