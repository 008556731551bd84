"""What a line in a file of people says; pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from booking.foundation.rows import Row, refuse_twins, require_right
from booking.foundation.texts import N_
from booking.people.values import Role

HEADINGS = ("e-mail", "naam", "afdeling", "team", "rollen", "taal", "partner")
EXAMPLE = ("s.jansen@gemeente.example", "Sanne Jansen", "Dienstverlening", "Burgerzaken",
           "medewerker", "nl", "")  # fmt: skip
ROLES = {
    "medewerker": Role.EMPLOYEE,
    "receptie": Role.RECEPTIONIST,
    "facilitair": Role.FACILITY_MANAGER,
    "beheerder": Role.ADMINISTRATOR,
    "raad": Role.COUNCIL,
    "ondernemingsraad": Role.WORKS_COUNCIL,
}
LANGUAGES = {"nl": "nl", "en": "en"}
# strict on purpose: no quotes, comments or spaces, which mail programs read differently
ADDRESS = re.compile(r"[\w.+'-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonRow:
    line: int
    email: str
    name: str
    department: str
    team: str
    roles: frozenset[Role]
    """Empty where the file does not say: then roles stay as they are."""
    language: str
    partner: str
    """Of a partner's contact the name of the partner; for staff empty."""


def read_people(rows: Iterable[Row]) -> list[PersonRow]:
    """Raises RowsRefused with every mistake in ``rows``."""
    lines = list(rows)
    people = [_read(row) for row in lines]
    refuse_twins(zip(lines, (person.email for person in people), strict=True), "e-mail")
    require_right(lines)
    return people


def is_address(email: str) -> bool:
    return len(email) <= 254 and ADDRESS.fullmatch(email) is not None  # noqa: PLR2004 -- RFC 5321


def _read(row: Row) -> PersonRow:
    email = row.words("e-mail").lower()
    if email and not is_address(email):
        row.wrong("e-mail", N_("this is no e-mail address."))
    department, team = row.words("afdeling", otherwise=""), row.words("team", otherwise="")
    if team and not department:
        row.wrong("afdeling", N_("this must be filled in."))
    partner = row.words("partner", otherwise="")
    for heading in ("afdeling", "team", "rollen") if partner else ():
        if row.words(heading, otherwise=""):
            row.wrong(heading, N_("leave this empty for a contact of a partner."))
    return PersonRow(
        line=row.line,
        email=email,
        name=row.words("naam"),
        department=department,
        team=team,
        roles=frozenset(row.choices("rollen", ROLES)),
        language=row.choice("taal", LANGUAGES, otherwise="nl"),
        partner=partner,
    )
