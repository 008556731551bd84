"""What people write above a meeting, by its size and by the department of the holder."""

from random import Random
from typing import Final

from booking.demo.chance import Weighted, pick
from booking.demo.records import Visibility

ALONE: Final = (
    "Online overleg",
    "Telefonisch spreekuur",
    "Webinar",
    "Ongestoord schrijven",
    "Online training",
)
PAIR: Final = (
    "Bilateraal",
    "Overdracht",
    "Inwerken nieuwe collega",
    "Voorbereiding {subject}",
    "Bijpraten",
    "{subject} doornemen",
)
PERSONAL: Final = (
    "Voortgangsgesprek",
    "Sollicitatiegesprek",
    "Gesprek met leidinggevende",
    "Vertrouwelijk gesprek",
    "Gesprek bedrijfsarts",
)
RESIDENT: Final = ("Gesprek met inwoner", "Keukentafelgesprek", "Intake", "Gesprek met ondernemer")
SMALL: Final = (
    "Projectoverleg {subject}",
    "Afstemming {subject}",
    "Voortgang {subject}",
    "Redactieoverleg",
    "Vooroverleg {subject}",
    "Brainstorm {subject}",
    "Sprintplanning",
)
LARGE: Final = (
    "Werkgroep {subject}",
    "Kerngroep {subject}",
    "Werksessie {subject}",
    "Stuurgroep {subject}",
    "Kennislunch",
    "Introductie nieuwe medewerkers",
    "Training informatiebeveiliging",
    "Ketenoverleg {subject}",
)
PARTNER: Final = (
    "Ketenoverleg",
    "Casusoverleg",
    "Werkconferentie",
    "Bestuurlijk overleg",
    "Voortgang dienstverleningsovereenkomst",
    "Training vrijwilligers",
    "Themamiddag",
    "Spreekuur en intervisie",
)
FACTIONS: Final = ("Voorbeeldstad Vooruit", "Stadsbelang", "Groen en Sociaal", "Dorpen & Wijken")

SUBJECTS: Final = {
    "dienstverlening": (
        "reisdocumenten",
        "leges",
        "balie 2.0",
        "wachttijden",
        "vergunningen",
        "woz",
    ),
    "ruimte": (
        "stationsgebied",
        "omgevingsplan",
        "warmtenet",
        "fietsroutes",
        "groenbeheer",
        "nieuwbouw",
    ),
    "samenleving": (
        "jeugdhulp",
        "wijkteams",
        "inburgering",
        "schuldhulp",
        "sportakkoord",
        "mantelzorg",
    ),
    "bedrijfsvoering": (
        "begroting",
        "aanbesteding",
        "migratie zaaksysteem",
        "verbouwing",
        "jaarrekening",
    ),
    "bestuur": ("collegeprogramma", "raadsinformatie", "klachten", "participatie", "woo-verzoeken"),
}
PERSONAL_SHARE: Final = 0.3
RESIDENT_SHARE: Final = 0.35
TALKS_WITH_RESIDENTS: Final = frozenset({"dienstverlening", "samenleving"})
LARGE_FROM: Final = 5  # persons
VISIBILITY: Final = Weighted[Visibility]({"colleagues": 0.83, "private": 0.12, "public": 0.05})


def draw_title(rng: Random, department: str, size: int) -> tuple[str, Visibility]:
    """A title and who may read it; talks about or with one person are always private."""
    if size in {2, 3} and rng.random() < PERSONAL_SHARE:
        return pick(rng, PERSONAL), "private"
    if size in {2, 3} and department in TALKS_WITH_RESIDENTS and rng.random() < RESIDENT_SHARE:
        return pick(rng, RESIDENT), "private"
    subject = pick(rng, SUBJECTS[department])
    title = pick(rng, _stock(size)).format(subject=subject)
    return title[0].upper() + title[1:], VISIBILITY.draw(rng)


def _stock(size: int) -> tuple[str, ...]:
    if size >= LARGE_FROM:
        return LARGE
    return {1: ALONE, 2: PAIR}.get(size, SMALL)
