"""What somebody wants to know on a report page: the question of the overview, narrowed further."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from booking.foundation.texts import N_
from booking.interfaces.web.moments import day_part_in, number_in
from booking.interfaces.web.occupancy.question import (
    ID_MAX,
    Question,
    RawQuery,
    address_with,
    read_question,
)
from booking.interfaces.web.occupancy.report.pages import Report
from booking.occupancy.cuts import Cut
from booking.occupancy.party_floor import EVERY_PARTNER, Parties
from booking.occupancy.wish_lines import PARTIES as ALL_WISHES
from booking.occupancy.wish_lines import WishCut
from booking.people.values import PartnerKind
from booking.reservations.values import PartyKind
from booking.spaces.day_parts import DayPart
from booking.spaces.values import Stock

JOBS_MAX = 99_999


class OfficeHours(StrEnum):
    """Of which hours a figure is; empty means those in which spaces were open."""

    OPENED = ""
    NINE_TO_FIVE = "9-17"
    HALF_PAST_EIGHT = "830-17"


MINUTES: Mapping[OfficeHours, tuple[int, int]] = {
    OfficeHours.NINE_TO_FIVE: (9 * 60, 17 * 60),
    OfficeHours.HALF_PAST_EIGHT: (8 * 60 + 30, 17 * 60),
}
OFFICE_HOURS = {
    OfficeHours.OPENED: N_("Opening hours"),
    OfficeHours.NINE_TO_FIVE: N_("9:00–17:00"),
    OfficeHours.HALF_PAST_EIGHT: N_("8:30–17:00"),
}
STAFF_ONLY, PARTNERS_ONLY = "medewerkers", "partners"
PARTIES_OF_WISHES = {STAFF_ONLY: (PartyKind.STAFF,), PARTNERS_ONLY: (PartyKind.PARTNER,)}
PARTIES: Mapping[str, tuple[str, Parties]] = {
    "": (N_("Everybody"), ()),
    STAFF_ONLY: (N_("Staff only"), (None,)),
    PARTNERS_ONLY: (N_("Partners only"), EVERY_PARTNER),
    PartnerKind.CHAIN_PARTNER: (N_("Chain partners"), (PartnerKind.CHAIN_PARTNER,)),
    PartnerKind.RELATED_PARTY: (N_("Related parties"), (PartnerKind.RELATED_PARTY,)),
    PartnerKind.TEMPORARY_ALLIANCE: (N_("Alliances"), (PartnerKind.TEMPORARY_ALLIANCE,)),
}


class Beside(StrEnum):
    """With which other days the figures are compared."""

    NOTHING = ""
    BEFORE = "ervoor"
    YEAR = "jaar-eerder"


BESIDE = {
    Beside.NOTHING: N_("Nothing"),
    Beside.BEFORE: N_("The same number of days before"),
    Beside.YEAR: N_("The same days a year before"),
}
WEEKS_A_YEAR = timedelta(weeks=52)  # so that Mondays lie beside Mondays


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """``when`` says which days and spaces; the rest of what in them, and beside what."""

    report: Report
    when: Question
    floor_id: int | None = None
    department_id: int | None = None
    party: str = ""
    day_part: DayPart | None = None
    office_hours: OfficeHours = OfficeHours.OPENED
    beside: Beside = Beside.NOTHING
    jobs: int | None = None
    """Full-time jobs of the staff: nobody knows them but who asks."""

    @property
    def cut(self) -> Cut:
        minutes = MINUTES.get(self.office_hours)
        is_part = self.day_part is not None
        return Cut(
            of=self.when.of,
            floor_id=self.floor_id,
            department_id=self.department_id,
            parties=PARTIES[self.party][1],
            minutes=_minutes_of(self.day_part) if self.day_part else minutes,
            as_opened=is_part or minutes is None,
        )

    @property
    def tells_wishes(self) -> bool:
        """Whether wishes are kept of the party that was asked for: of no kind of partners."""
        return self.party in {"", STAFF_ONLY, PARTNERS_ONLY}

    @property
    def is_of_wishes(self) -> bool:
        """Whether the page that was asked for tells of wishes: only then are they read."""
        return self.report is Report.DEMAND

    @property
    def wish_cut(self) -> WishCut:
        """Which wishes the question is about."""
        cut, party = self.cut, PARTIES_OF_WISHES.get(self.party, ALL_WISHES)
        return WishCut(cut.of.building_id, cut.of.kind, party, cut.minutes)

    @property
    def narrowed(self) -> dict[str, Any]:
        """What is asked beyond the slice, for the list of who looked."""
        other = self.other_cut
        found = {
            "floor": self.floor_id,
            "department": self.department_id,
            "party": self.party,
            "minutes": self.cut.minutes,
            "beside": other and (other.of.first.isoformat(), other.of.last.isoformat()),
        }
        return {name: value for name, value in found.items() if value}

    @property
    def other_cut(self) -> Cut | None:
        """The days that the figures are laid beside."""
        of = self.when.of
        if self.beside is Beside.NOTHING or of.is_empty:
            return None
        back = of.last - of.first + timedelta(days=1)
        if self.beside is Beside.YEAR:
            back = WEEKS_A_YEAR
        elif back.days % 7:
            back += timedelta(days=7 - back.days % 7)
        if (of.first - date.min) < back:
            return None
        return replace(self.cut, of=replace(of, first=of.first - back, last=of.last - back))

    def address(self, report: Report | None = None, **changes: Any) -> str:
        """Of this question, on another page if one is named; ``changes`` are of ``when``."""
        more: dict[str, tuple[Any, Any]] = {
            "verdieping": (self.floor_id, None),
            "afdeling": (self.department_id, None),
            "voor": (self.party, ""),
            "dagdeel": (self.day_part.code if self.day_part else "", ""),
            "uren": (self.office_hours.value, ""),
            "naast": (self.beside.value, ""),
            "fte": (self.jobs, None),
        }
        return address_with(replace(self.when, **changes), (report or self.report).path, more)


def _minutes_of(part: DayPart) -> tuple[int, int]:
    begin, end = (time.hour * 60 + time.minute for time in (part.begin, part.end))
    return begin, end or 24 * 60


def read_report_question(
    query: RawQuery,
    report: Report,
    *,
    stock: Stock,
    buildings: Mapping[int, str],
    departments: Mapping[int, str],
    today: date,
) -> ReportQuestion:
    """The question in an address, whatever was typed there."""
    when = read_question(query, stock=stock, buildings=buildings, today=today)
    floor = stock.floors.get(number_in(query, "verdieping", least=1, most=ID_MAX) or 0)
    department = number_in(query, "afdeling", least=1, most=ID_MAX)
    party = str(query.get("voor", ""))
    return ReportQuestion(
        report=report,
        when=when,
        floor_id=floor.id if floor and floor.building_id == when.asked.building_id else None,
        department_id=department if department in departments else None,
        party=party if party in PARTIES else "",
        day_part=day_part_in(query, stock.day_parts.on(today)),
        office_hours=_word_in(query, "uren", OfficeHours.OPENED),
        beside=_word_in(query, "naast", Beside.NOTHING),
        jobs=number_in(query, "fte", least=1, most=JOBS_MAX),
    )


def _word_in(query: RawQuery, name: str, otherwise: Any) -> Any:
    return next((it for it in type(otherwise) if it == query.get(name)), otherwise)
