"""The departments, teams and partner organisations of Gemeente Voorbeeldstad."""

from dataclasses import dataclass
from typing import Final, Literal

from booking.demo.opening import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """People who work on one subject and sit in one zone.

    ``team_day`` is the weekday (Monday is 0) on which most of them come in.
    """

    key: str
    name: str
    department: str
    home_zone: str
    team_day: int
    size: int


DEPARTMENTS: Final = (
    Department("dienstverlening", "Dienstverlening"),
    Department("ruimte", "Ruimte"),
    Department("samenleving", "Samenleving"),
    Department("bedrijfsvoering", "Bedrijfsvoering"),
    Department("bestuur", "Bestuur & Griffie"),
)

TEAMS: Final = (
    Team("burgerzaken", "Burgerzaken", "dienstverlening", "1-a", TUESDAY, 24),
    Team("klantcontact", "Klantcontactcentrum", "dienstverlening", "1-a", MONDAY, 22),
    Team("belastingen", "Belastingen", "dienstverlening", "1-b", THURSDAY, 18),
    Team("vergunningen", "Vergunningen", "dienstverlening", "1-b", TUESDAY, 21),
    Team("ruimtelijk", "Ruimtelijke ontwikkeling", "ruimte", "2-a", TUESDAY, 22),
    Team("wonen", "Wonen en vastgoed", "ruimte", "2-a", THURSDAY, 18),
    Team("mobiliteit", "Mobiliteit", "ruimte", "2-b", TUESDAY, 16),
    Team("beheer", "Beheer openbare ruimte", "ruimte", "2-b", THURSDAY, 24),
    Team("duurzaamheid", "Duurzaamheid en klimaat", "ruimte", "2-c", WEDNESDAY, 14),
    Team("handhaving", "Toezicht en handhaving", "ruimte", "2-c", MONDAY, 25),
    Team("wmo", "Wmo en jeugd", "samenleving", "2-d", TUESDAY, 28),
    Team("werk", "Werk en inkomen", "samenleving", "2-d", THURSDAY, 28),
    Team("onderwijs", "Onderwijs en jeugd", "samenleving", "3-a", THURSDAY, 16),
    Team("cultuur", "Cultuur, sport en wijken", "samenleving", "3-a", WEDNESDAY, 18),
    Team("financien", "Financiën", "bedrijfsvoering", "3-b", TUESDAY, 22),
    Team("personeel", "Personeel en organisatie", "bedrijfsvoering", "3-b", THURSDAY, 18),
    Team("informatie", "Informatievoorziening", "bedrijfsvoering", "3-c", TUESDAY, 26),
    Team("facilitair", "Facilitaire zaken", "bedrijfsvoering", "3-c", FRIDAY, 14),
    Team("juridisch", "Juridische zaken en bestuur", "bestuur", "3-d", THURSDAY, 15),
    Team("griffie", "Griffie en communicatie", "bestuur", "3-d", TUESDAY, 11),
)


PartnerKind = Literal["ketenpartner", "verbonden_partij", "samenwerkingsverband"]


@dataclass(frozen=True, slots=True)
class PartnerSketch:
    """A partner as the agreement has it; its term is counted in days from today."""

    key: str
    name: str
    kind: PartnerKind
    contact_count: int
    meetings_a_week: float
    began_days_ago: int
    ends_in_days: int | None
    needs_approval: bool = False
    """Whether the house decides on all they ask for."""


_CHAIN: Final = "ketenpartner"
_AFFILIATED: Final = "verbonden_partij"
_ALLIANCE: Final = "samenwerkingsverband"

PARTNERS: Final = (
    PartnerSketch("wijkzorg", "Stichting Wijkzorg Voorbeeldstad", _CHAIN, 3, 1.6, 900, 560),
    PartnerSketch("jeugdteam", "Jeugdteam Voorbeeldland", _CHAIN, 2, 1.2, 720, 375),
    PartnerSketch("schuldhulp", "Schuldhulp Nabij", _CHAIN, 2, 0.9, 640, 820),
    PartnerSketch("woonkans", "Woningcorporatie Woonkans", _CHAIN, 3, 0.8, 1100, 360),
    PartnerSketch("taalhuis", "Taalhuis De Brug", _CHAIN, 1, 1.0, 500, 230),
    PartnerSketch("veiligthuis", "Veilig Wonen Voorbeeldland", _CHAIN, 2, 0.5, 410, 685),
    PartnerSketch(
        "omgevingsdienst", "Omgevingsdienst Voorbeeldland", _AFFILIATED, 4, 1.3, 2000, None
    ),
    PartnerSketch(
        "veiligheidsregio", "Veiligheidsregio Voorbeeldland", _AFFILIATED, 3, 0.7, 2000, None
    ),
    PartnerSketch("werkbedrijf", "Werkbedrijf Meedoen", _AFFILIATED, 3, 1.1, 1500, None),
    PartnerSketch("stationskwartier", "Programma Stationskwartier", _ALLIANCE, 2, 1.4, 430, 24),
    PartnerSketch(
        "energietransitie",
        "Regionale Energiestrategie",
        _ALLIANCE,
        4,
        0.8,
        300,
        430,
        needs_approval=True,
    ),
    PartnerSketch("opvang", "Taskforce Opvang", _ALLIANCE, 2, 1.2, 500, -90),
)
