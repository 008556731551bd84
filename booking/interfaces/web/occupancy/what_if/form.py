"""The form of a scenario: over which days, what is different, and how it is reckoned."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field
from sqlmodel import Session
from typing_extensions import override

from booking.foundation.local_time import minutes_as_clock
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, Id, InvalidForm, as_list
from booking.interfaces.web.moments import Clock, Day
from booking.interfaces.web.occupancy.question import DAYS_MAX
from booking.interfaces.web.occupancy.tables import weekday_name, zone_label
from booking.interfaces.web.occupancy.views import TOO_LONG
from booking.occupancy.scenarios.asking import Asked
from booking.occupancy.scenarios.measured import places_on
from booking.occupancy.scenarios.models import NAME_MAX
from booking.occupancy.scenarios.queries import Kept
from booking.occupancy.scenarios.rules import NothingMeasured, PartnersTooFew, RoomWithoutSeats
from booking.occupancy.scenarios.values import WEEK, Basis, Scenario
from booking.occupancy.sizing.desks import DeskTerms
from booking.occupancy.sizing.replay import Choice
from booking.occupancy.sizing.report import LEVELS
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Terms
from booking.occupancy.values import SEAT_CLASSES, Slice
from booking.spaces.queries import building_names
from booking.spaces.values import Stock

SEAT_AREA = 2
"""Square metres, NEN 1824."""
NO_SHOWS: Mapping[str, tuple[str, int | None]] = {
    "": (N_("left out, as if released at once"), None),
    "15": (N_("released after 15 minutes"), 15),
    "30": (N_("released after half an hour"), 30),
    "hele": (N_("never released"), 24 * 60),
}
CHOICES: Mapping[str, tuple[str, Choice]] = {
    "passend": (N_("the smallest that fits"), Choice.BEST_FIT),
    "zoals": (N_("a room of the size they took"), Choice.AS_CHOSEN),
    "willekeurig": (N_("any that is large enough"), Choice.RANDOM),
    "grootste": (N_("the largest that is free"), Choice.BIGGEST),
}
NOT_SEATS = N_("Write the seats of each room as whole numbers with a comma between them: 6, 6, 12.")
BACKWARDS = N_("Choose a last day that is not before the first.")

Numbers = Annotated[tuple[int, ...], BeforeValidator(as_list), Field(max_length=2000)]
DESKS_MAX = 5_000
Percent = Annotated[int, Field(ge=-90, le=300)]


def read_seats(written: str) -> tuple[int, ...]:
    """``6, 6+12`` as three rooms. Raises ValueError."""
    return tuple(int(part) for part in written.replace("+", " ").replace(",", " ").split())


class BasisForm(Form):
    """What scenarios and plans have in common: over which days, and how it is reckoned."""

    naam: Annotated[str, Field(min_length=1, max_length=NAME_MAX)]
    van: Day
    tot: Day
    gebouw: Id = 1
    zekerheid: int = 95
    vulling: Annotated[int, Field(ge=50, le=100)] = 80
    tussen: Annotated[int, Field(ge=0, le=60)] = 0
    m2: Annotated[int, Field(ge=1, le=10)] = SEAT_AREA
    wensen: str = "ja"
    toeval: Annotated[int, Field(ge=0, le=999_999)] = 0

    @property
    def of(self) -> Slice:
        return Slice(self.gebouw, self.van, self.tot)

    @abstractmethod
    def asked(self, today: date, *, tells_parties: bool) -> Asked:
        """Raises :class:`InvalidForm` with a sentence for every mistake."""

    def basis(self, *, tells_parties: bool) -> Basis:
        classes = tuple(RoomClass(it, it * self.m2) for it in SEAT_CLASSES)
        terms = Terms(classes, comfort_percent=self.vulling, minutes_between=self.tussen,
                      with_refused=self.wensen != "nee")  # fmt: skip
        return Basis(terms, DeskTerms(self.zekerheid), self.zekerheid, self.toeval, tells_parties)

    def basis_mistakes(self, today: date) -> Iterator[tuple[str, str]]:
        if self.tot < self.van:
            yield "tot", text(BACKWARDS)
        elif (self.tot - self.van).days >= DAYS_MAX:
            yield "tot", text(TOO_LONG)
        elif self.van >= today:
            yield "van", text(NothingMeasured.sentence)
        if self.zekerheid not in LEVELS:
            yield "zekerheid", text("Please choose one of the options.")


class ScenarioForm(BasisForm):
    refused_at: ClassVar = {
        RoomWithoutSeats: "erbij", NothingMeasured: "tot", PartnersTooFew: "partners",
    }  # fmt: skip

    weg: Numbers = ()
    zones: Numbers = ()
    erbij: Annotated[str, Field(max_length=400)] = ""
    werkplekken: Annotated[int, Field(ge=-DESKS_MAX, le=DESKS_MAX)] = 0
    open: Clock | None = None
    dicht: Clock | None = None
    dag: Numbers = ()
    medewerkers: Percent = 0
    kantoordagen: Percent = 0
    partners: Percent = 0
    spreiding: Annotated[int, Field(ge=0, le=100)] = 0
    noshow: str = ""
    keuze: str = "passend"

    @override
    def asked(self, today: date, *, tells_parties: bool) -> Asked:
        errors = dict(self._mistakes(today))
        if errors:
            raise InvalidForm(errors, {})
        return Asked(self.basis(tells_parties=tells_parties), Scenario(
            spaces_out=frozenset(self.weg), zones_out=frozenset(self.zones),
            rooms_in=read_seats(self.erbij), desks_more=self.werkplekken,
            hours=_hours(self.open, self.dicht),
            weekdays=frozenset(it - 1 for it in self.dag) & WEEK,
            staff_percent=self.medewerkers, office_percent=self.kantoordagen,
            partner_percent=self.partners, spread_percent=self.spreiding,
            no_show_minutes=NO_SHOWS[self.noshow][1], choice=CHOICES[self.keuze][1],
        ))  # fmt: skip

    def _mistakes(self, today: date) -> Iterator[tuple[str, str]]:
        yield from self.basis_mistakes(today)
        try:
            read_seats(self.erbij)
        except ValueError:
            yield "erbij", text(NOT_SEATS)
        for name, allowed in (("noshow", NO_SHOWS), ("keuze", CHOICES)):
            if getattr(self, name) not in allowed:
                yield name, text("Please choose one of the options.")


def _hours(opens: time | None, closes: time | None) -> tuple[int, int] | None:
    if opens is None and closes is None:
        return None
    begin = opens.hour * 60 + opens.minute if opens else 0
    return begin, closes.hour * 60 + closes.minute if closes else 24 * 60


def year_before(today: date) -> tuple[date, date]:
    """The days that a new scenario starts from: whole weeks, up to yesterday."""
    last = today - timedelta(days=1)
    return last - timedelta(days=52 * 7 - 1), last


def usual_basis(today: date) -> dict[str, Any]:
    """What a form has when it is new."""
    first, last = year_before(today)
    return {"van": first.isoformat(), "tot": last.isoformat(), "gebouw": 1, "zekerheid": 95,
            "vulling": 80, "tussen": 0, "m2": SEAT_AREA, "wensen": "ja", "toeval": 0}  # fmt: skip


def usual(today: date) -> dict[str, Any]:
    return usual_basis(today) | {
        "werkplekken": 0, "medewerkers": 0, "kantoordagen": 0, "partners": 0, "spreiding": 0,
        "keuze": "passend", "dag": [str(it + 1) for it in WEEK], "weg": [], "zones": [],
    }  # fmt: skip


def basis_of(kept: Kept) -> dict[str, Any]:
    basis = kept.asked.basis
    return {
        "van": kept.of.first.isoformat(), "tot": kept.of.last.isoformat(),
        "gebouw": kept.of.building_id, "zekerheid": basis.service_percent,
        "vulling": basis.terms.comfort_percent, "tussen": basis.terms.minutes_between,
        "m2": round(basis.terms.seat_area), "toeval": basis.seed,
        "wensen": "ja" if basis.terms.with_refused else "nee",
    }  # fmt: skip


def filled_in(kept: Kept) -> dict[str, Any]:
    """The form for a new scenario that begins as a copy of ``kept``."""
    scenario = kept.asked.scenario
    opens, closes = scenario.hours or (None, None)
    return basis_of(kept) | {
        "weg": [str(it) for it in scenario.spaces_out],
        "zones": [str(it) for it in scenario.zones_out],
        "erbij": ", ".join(map(str, scenario.rooms_in)),
        "werkplekken": scenario.desks_more,
        "open": "" if opens is None else f"{minutes_as_clock(opens):%H:%M}",
        "dicht": "" if closes in {None, 24 * 60} else f"{minutes_as_clock(closes or 0):%H:%M}",
        "dag": [str(it + 1) for it in sorted(scenario.weekdays)],
        "medewerkers": scenario.staff_percent, "kantoordagen": scenario.office_percent,
        "partners": scenario.partner_percent, "spreiding": scenario.spread_percent,
        "noshow": _key(NO_SHOWS, scenario.no_show_minutes),
        "keuze": _key(CHOICES, scenario.choice),
    }  # fmt: skip


def _key(choices: Mapping[str, tuple[str, Any]], wanted: object) -> str:
    return next((key for key, (_, value) in choices.items() if value == wanted), "")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form offers, as lists of values and labels."""

    buildings: Sequence[tuple[int, str]]
    rooms: Sequence[tuple[str, str]]
    zones: Sequence[tuple[str, str]]


def choices_of(session: Session, stock: Stock, today: date) -> Choices:
    buildings = building_names(session)
    rooms = [place for building_id in buildings for place in places_on(stock, building_id, today)
             if not place.is_desk]  # fmt: skip
    zones = sorted(stock.zones.values(), key=lambda it: (stock.floors[it.floor_id].level, it.name))
    return Choices(
        list(buildings.items()) if len(buildings) > 1 else [],
        [(str(it.space_id), text("%(name)s, %(count)s seats", name=stock.spaces[it.space_id].name,
                                 count=it.capacity)) for it in rooms],
        [(str(it.id), zone_label(stock, it)) for it in zones],
    )  # fmt: skip


def form_data(session: Session, stock: Stock, today: date) -> dict[str, Any]:
    """What the template of the form needs, but for its values."""
    choices = choices_of(session, stock, today)
    return {
        "buildings": choices.buildings, "rooms": choices.rooms, "zones": choices.zones,
        "weekdays": [(str(it + 1), weekday_name(it)) for it in range(7)],
        "services": [(it, f"{it}\N{NO-BREAK SPACE}%") for it in LEVELS],
        "no_shows": [(key, text(label)) for key, (label, _) in NO_SHOWS.items()],
        "choices": [(key, text(label)) for key, (label, _) in CHOICES.items()],
    }  # fmt: skip
