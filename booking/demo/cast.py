"""The people of the demo town hall: 400 staff, 12 partner organisations and their contacts.

Seven of them always have the same name and address: the standing cast, who play in the
tests and in the tour of the product.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final, Literal

from booking.demo.chance import Weighted, dice, pick
from booking.demo.names import NAME_STOCKS, NameStock
from booking.demo.organisation import (
    DEPARTMENTS,
    PARTNERS,
    TEAMS,
    Department,
    PartnerKind,
    PartnerSketch,
    Team,
)
from booking.demo.plan import Building, Space

Role = Literal["employee", "receptionist", "facility_manager", "administrator", "partner_contact",
               "council", "works_council"]  # fmt: skip
Sharing = Literal["team", "everyone", "nobody"]

STAFF_DOMAIN: Final = "voorbeeldstad.example"
FAVOURITE_SHARE: Final = 0.4  # of the staff has one to three favourite desks
ENGLISH_SHARE: Final = 0.03
SHARING: Final = Weighted[Sharing]({"team": 0.60, "everyone": 0.05, "nobody": 0.35})
NAMES: Final = Weighted[NameStock]({stock: stock.share for stock in NAME_STOCKS})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff; ``family_name`` includes the tussenvoegsel."""

    email: str
    given_name: str
    family_name: str
    department: str
    team: str
    home_zone: str
    roles: tuple[Role, ...]
    language: str
    sharing: Sharing
    favourite_desks: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody of a partner, who signs in with a mailed link."""

    email: str
    given_name: str
    family_name: str
    partner: str
    language: str = "nl"
    roles: tuple[Role, ...] = ("partner_contact",)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who comes for the figures only: of no team, and of no partner."""

    email: str
    full_name: str
    roles: tuple[Role, ...]
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation with an agreement from ``term_from`` up to and including ``term_until``."""

    key: str
    name: str
    kind: PartnerKind
    term_from: date
    term_until: date | None
    meetings_a_week: float
    needs_approval: bool
    contacts: tuple[Contact, ...]

    def is_under_agreement_on(self, day: date) -> bool:
        return self.term_from <= day and (self.term_until is None or day <= self.term_until)


@dataclass(frozen=True, slots=True)
class Cast:
    departments: tuple[Department, ...]
    teams: tuple[Team, ...]
    staff: tuple[Person, ...]
    partners: tuple[Partner, ...]
    readers: tuple[Reader, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A fixed member of the staff."""

    given_name: str
    family_name: str
    team: str
    role: Role | None = None
    sharing: Sharing = "team"


FATIMA: Final = f"fatima.elamrani@{STAFF_DOMAIN}"
JOOST: Final = f"joost.devries@{STAFF_DOMAIN}"
NOOR: Final = f"noor.bakker@{STAFF_DOMAIN}"
ELS: Final = f"els.vandijk@{STAFF_DOMAIN}"
SAMIR: Final = f"samir.haddad@{STAFF_DOMAIN}"
BRAM: Final = f"bram.jansen@{STAFF_DOMAIN}"
HANNA: Final = f"hanna.visser@{STAFF_DOMAIN}"
WIM: Final = f"wim.dekker@{STAFF_DOMAIN}"
RAVI: Final = "ravi.sharma@wijkzorg.example"
RAVIS_PARTNER: Final = "wijkzorg"

PLAYED: Final = {FATIMA, JOOST, NOOR, ELS, SAMIR, RAVI, BRAM, HANNA, WIM}
"""Whose mail somebody reads in the demo: letters of all the others would bury theirs."""

STANDING_CAST: Final = (
    _Part("Fatima", "el Amrani", "wmo"),
    _Part("Joost", "de Vries", "wonen"),
    _Part("Noor", "Bakker", "klantcontact", "receptionist"),
    _Part("Els", "van Dijk", "facilitair", "facility_manager"),
    _Part("Samir", "Haddad", "informatie", "administrator"),
    _Part("Bram", "Jansen", "financien", sharing="nobody"),
)

READERS: Final = (
    Reader(HANNA, "Hanna Visser", ("council",)),
    Reader(WIM, "Wim Dekker", ("works_council",)),
)


def assemble_cast(seed: int, today: date, building: Building) -> Cast:
    """Everybody, drawn from the seed; only the terms of partners are counted from today."""
    return Cast(
        departments=DEPARTMENTS,
        teams=TEAMS,
        staff=tuple(_staff(dice(seed, "staff"), building)),
        partners=tuple(_partner(sketch, seed, today) for sketch in PARTNERS),
        readers=READERS,
    )


def address_part(name: str) -> str:
    """A name as it stands in an e-mail address: "van 't Hof" becomes "vanthof"."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalpha())


def _staff(rng: Random, building: Building) -> Iterator[Person]:
    taken: set[str] = {_address(part.given_name, part.family_name) for part in STANDING_CAST}
    for team in TEAMS:
        parts = [part for part in STANDING_CAST if part.team == team.key]
        desks = [desk for desk in building.desks if desk.zone == team.home_zone]
        for part in parts:
            yield _person(rng, part, team, desks)
        for _ in range(team.size - len(parts)):
            given, family = _new_name(rng, taken)
            part = _Part(given, family, team.key, sharing=SHARING.draw(rng))
            yield _person(rng, part, team, desks)


def _person(rng: Random, part: _Part, team: Team, desks: list[Space]) -> Person:
    fixed = part in STANDING_CAST
    favourites = rng.sample(desks, rng.randint(1, 3)) if rng.random() < FAVOURITE_SHARE else []
    return Person(
        email=_address(part.given_name, part.family_name),
        given_name=part.given_name,
        family_name=part.family_name,
        department=team.department,
        team=team.key,
        home_zone=team.home_zone,
        roles=("employee", part.role) if part.role else ("employee",),
        language="en" if rng.random() < ENGLISH_SHARE and not fixed else "nl",
        sharing=part.sharing,
        favourite_desks=tuple(desk.number for desk in favourites),
    )


def _new_name(rng: Random, taken: set[str]) -> tuple[str, str]:
    """Draw a name until its address is free: two people may share a name, never an address."""
    while True:
        stock = NAMES.draw(rng)
        given, family = pick(rng, stock.given), pick(rng, stock.family)
        if (address := _address(given, family)) not in taken:
            taken.add(address)
            return given, family


def _address(given_name: str, family_name: str, domain: str = STAFF_DOMAIN) -> str:
    return f"{address_part(given_name)}.{address_part(family_name)}@{domain}"


def _partner(sketch: PartnerSketch, seed: int, today: date) -> Partner:
    ends = sketch.ends_in_days
    return Partner(
        key=sketch.key,
        name=sketch.name,
        kind=sketch.kind,
        term_from=today - timedelta(days=sketch.began_days_ago),
        term_until=None if ends is None else today + timedelta(days=ends),
        meetings_a_week=sketch.meetings_a_week,
        needs_approval=sketch.needs_approval,
        contacts=tuple(_contacts(sketch, dice(seed, "contacts", sketch.key))),
    )


def _contacts(sketch: PartnerSketch, rng: Random) -> Iterator[Contact]:
    """The contacts of a partner; the first of Ravi's organisation is Ravi."""
    domain = f"{sketch.key}.example"
    taken: set[str] = set()
    for position in range(sketch.contact_count):
        given, family = _new_name(rng, taken)
        if sketch.key == RAVIS_PARTNER and position == 0:
            given, family = "Ravi", "Sharma"
        yield Contact(_address(given, family, domain), given, family, sketch.key)
