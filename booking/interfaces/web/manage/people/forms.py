"""The form about a person, and the words for what people may be."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from booking.foundation.errors import DomainError
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm, as_list
from booking.people.models import Person
from booking.people.operations import AddressTaken, NoAddress, OnlyForStaff, Particulars
from booking.people.values import Role

ROLE_WORDS: dict[Role, str] = {
    Role.EMPLOYEE: N_("Employee"),
    Role.RECEPTIONIST: N_("Receptionist"),
    Role.FACILITY_MANAGER: N_("Facility manager"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.COUNCIL: N_("Council member or adviser"),
    Role.WORKS_COUNCIL: N_("Works council"),
    Role.PARTNER_CONTACT: N_("Contact of a partner"),
}
ROLE_NOTES: dict[Role, str] = {
    Role.EMPLOYEE: N_("Reserves desks and rooms."),
    Role.RECEPTIONIST: N_("Sees who comes, and reserves for others."),
    Role.FACILITY_MANAGER: N_("Runs the building: places, hours, requests, people."),
    Role.ADMINISTRATOR: N_("Gives roles. Signs in with a code from an app as second step."),
    Role.COUNCIL: N_("Reads the figures of the occupancy, without names; changes nothing."),
    Role.WORKS_COUNCIL: N_("Reads the same figures, and who looked at them; changes nothing."),
}
LANGUAGES = (("nl", "Nederlands"), ("en", "English"))
REFUSED_AT: Mapping[type[DomainError], str] = {
    AddressTaken: "email", NoAddress: "email", OnlyForStaff: "naam",
}  # fmt: skip

Name = Annotated[str, Field(max_length=200)]
Address = Annotated[str, Field(max_length=254)]
StaffRole = Literal[
    "employee", "receptionist", "facility_manager", "administrator", "council", "works_council"
]


class PersonForm(Form):
    refused_at = REFUSED_AT

    naam: Name
    email: Address | None = None
    taal: Literal["nl", "en"] = "nl"
    team: int | None = None
    rollen: Annotated[list[StaffRole], BeforeValidator(as_list)] | None = None

    def particulars(self, *, with_email: bool, with_roles: bool) -> Particulars:
        """What the form says; what it may not say the operation refuses.

        ``with_email``, ``with_roles``: these must be filled in, for they stood in the form.
        Raises :class:`InvalidForm`.
        """
        errors = {}
        if with_email and self.email is None:
            errors["email"] = text("Please fill this in.")
        if with_roles and not self.rollen:
            errors["rollen"] = text("Choose at least one role.")
        if errors:
            raise InvalidForm(errors, {})
        roles = None if self.rollen is None else frozenset(map(Role, self.rollen))
        return Particulars(self.naam, self.taal, self.team, self.email, roles)


def values_of(person: Person, roles: set[Role]) -> dict[str, Any]:
    """The form as it is filled in at first."""
    return {
        "naam": person.name,
        "email": person.email,
        "taal": person.language,
        "team": person.team_id or "",
        "rollen": sorted(roles),
    }


def role_choices() -> list[tuple[str, str, str]]:
    return [(role.value, text(ROLE_WORDS[role]), text(note)) for role, note in ROLE_NOTES.items()]


def roles_in_words(roles: set[Role]) -> str:
    return ", ".join(text(words) for role, words in ROLE_WORDS.items() if role in roles)
