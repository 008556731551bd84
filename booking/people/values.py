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
    COUNCIL = "council"
    WORKS_COUNCIL = "works_council"


class PartnerKind(StrEnum):
    CHAIN_PARTNER = "ketenpartner"
    RELATED_PARTY = "verbonden_partij"
    TEMPORARY_ALLIANCE = "samenwerkingsverband"


class Sharing(StrEnum):
    """Who may see that this person is in; nobody unless they choose so (AVG)."""

    NOBODY = "nobody"
    TEAM = "team"
    EVERYONE = "everyone"


class Invitations(StrEnum):
    """Of what this person gets a letter that puts itself in their calendar."""

    NONE = "none"
    ROOMS = "rooms"
    ALL = "all"


class Reminder(StrEnum):
    """When this person is reminded of what they reserved."""

    NONE = "none"
    DAY_BEFORE = "day-before"
    HOUR_BEFORE = "hour-before"


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """All that a display may touch: its room, and what runs there now or comes next."""

    space_id: int
    uids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as far as belonging goes: what quota, zones and approval ask about."""

    person_id: int
    team_id: int | None = None
    department_id: int | None = None
    partner_id: int | None = None
    needs_approval: bool = False
    """Of a partner: whether the house decides on all that they ask for."""


@dataclass(frozen=True, slots=True)
class Principal:
    """The signed-in person, as far as rights go. ``None`` stands for a stranger.

    With ``at_the_door`` it is no person but a display: whoever stands there presses it.
    """

    id: int
    name: str
    roles: frozenset[Role]
    language: str = "nl"
    team_id: int | None = None
    department_id: int | None = None
    partner_id: int | None = None
    decides_in: frozenset[int] = frozenset()
    """The zones for whose rooms they answer requests, or may do so as the deputy."""
    at_the_door: AtTheDoor | None = None
    needs_approval: bool = False
    """As of their :class:`Party`."""

    @property
    def party(self) -> Party:
        return Party(self.id, self.team_id, self.department_id, self.partner_id,
                     self.needs_approval)  # fmt: skip

    @property
    def is_staff(self) -> bool:
        return Role.EMPLOYEE in self.roles

    @property
    def comes_for_figures(self) -> bool:
        """Whether they have nothing to do in the house but to read its figures."""
        return bool(self.roles) and self.roles <= {Role.COUNCIL, Role.WORKS_COUNCIL}

    @property
    def is_partner(self) -> bool:
        return Role.PARTNER_CONTACT in self.roles


@dataclass(frozen=True, slots=True)
class Act:
    """One request to change something: who asks, through which door, at which one instant."""

    by: Principal
    at: datetime
    door: Door = field(default=Door.WEB)
