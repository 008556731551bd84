"""What the templates of the report pages need, as plain data."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from booking.foundation.texts import N_, text
from booking.interfaces.web.moments import day_part_choices, day_part_label
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.documents import file_choices
from booking.interfaces.web.occupancy.headline import NOT_COUNTED
from booking.interfaces.web.occupancy.periods import STRETCHES, show_days
from booking.interfaces.web.occupancy.question import KINDS as KIND_WORDS
from booking.interfaces.web.occupancy.question import building_of
from booking.interfaces.web.occupancy.report.courses import course_sections
from booking.interfaces.web.occupancy.report.demand import demand_sections
from booking.interfaces.web.occupancy.report.pages import Report
from booking.interfaces.web.occupancy.report.parts import Section
from booking.interfaces.web.occupancy.report.peaks import peak_sections
from booking.interfaces.web.occupancy.report.question import (
    BESIDE,
    OFFICE_HOURS,
    PARTIES,
    ReportQuestion,
)
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.report.spaces import space_sections
from booking.interfaces.web.occupancy.tables import KINDS, weekday_name, zone_label
from booking.interfaces.web.occupancy.views import TOO_LONG, table_data

TITLES = {
    Report.PEAKS: N_("Peaks"),
    Report.SPACES: N_("Use of spaces"),
    Report.DEMAND: N_("Demand"),
    Report.COURSES: N_("What became of reservations"),
}
SECTIONS: Mapping[Report, Callable[[Shown], Iterator[Section]]] = {
    Report.PEAKS: peak_sections,
    Report.SPACES: space_sections,
    Report.DEMAND: demand_sections,
    Report.COURSES: course_sections,
}


def page_data(
    question: ReportQuestion, house: House, departments: Mapping[int, str]
) -> dict[str, Any]:
    """Everything for report.html but its figures."""
    return {
        **_filter_data(question, house, departments),
        "title": text(TITLES[question.report]),
        "report": question.report.value,
        "lead": filter_words(question, house, departments),
        "status": 422 if question.when.is_too_long else 200,
        "problem": text(question.when.problem) if question.when.problem else "",
    }


def figures_data(shown: Shown) -> dict[str, Any]:
    """Everything for _figures.html."""
    question, why = shown.question, why_empty(shown)
    return {
        "empty_sentence": why,
        "is_hidden": shown.is_hidden,
        "not_counted": text(NOT_COUNTED),
        "sections": [] if why else [shown_section(it) for it in SECTIONS[question.report](shown)],
        "files": file_choices(question.report.path, question.address()),
    }


def why_empty(shown: Shown) -> str:
    """Why there is nothing to show, and what can be done; empty when there is something."""
    why = _why_unread(shown)
    if not why and shown.arrays.is_empty:
        return text("Nothing was counted in this period. Choose other days.")
    if not why and not len(shown.arrays.open_days):
        return text("On these days nothing was open. Choose more days or other weekdays.")
    return why


def _why_unread(shown: Shown) -> str:
    """Why the facts were not even looked at."""
    if shown.is_hidden:
        return text("These are the figures of fewer than %(count)s people, or with them one could "
                    "reckon those. Choose a larger part of the house, or everybody.",
                    count=shown.group_size_min)  # fmt: skip
    if not shown.has_counts:
        return text("Nothing has been counted yet. A day is counted a minute after it is over.")
    if shown.question.cut.of.is_empty:
        return text("This period is not over yet: a day counts once it is over. "
                    "Choose days before today.")  # fmt: skip
    if shown.question.when.is_too_long:
        return text(TOO_LONG)
    return ""


def shown_section(it: Section) -> dict[str, Any]:
    return {
        "id": it.id, "title": it.title, "sentence": it.sentence, "basis": it.basis,
        "advice": it.advice, "terms": it.terms,
        "tables": [table_data(table) for table in it.tables],
        "heat": it.heat, "curves": it.curves, "plan": it.plan,
    }  # fmt: skip


def filter_words(question: ReportQuestion, house: House, departments: Mapping[int, str]) -> str:
    """Of which days, spaces and people the figures are."""
    asked, stock = question.when.asked, house.stock
    zone = stock.zones.get(asked.zone_id or 0)
    part = question.day_part
    found = [
        show_days(asked.first, asked.last),
        ", ".join(map(weekday_name, sorted(asked.weekdays))),
        stock.floors[question.floor_id].name if question.floor_id else "",
        departments[question.department_id] if question.department_id else "",
        zone_label(stock, zone) if zone else "",
        text(KINDS[asked.kind]) if asked.kind else "",
        text(PARTIES[question.party][0]) if question.party else "",
        f"{day_part_label(part)} ({part.hours})" if part else "",
        text(OFFICE_HOURS[question.office_hours]) if question.office_hours else "",
    ]
    if question.other_cut is not None:
        of = question.other_cut.of
        found.append(text("beside %(days)s", days=show_days(of.first, of.last)))
    return " · ".join(filter(None, found))


def _filter_data(
    question: ReportQuestion, house: House, departments: Mapping[int, str]
) -> dict[str, Any]:
    asked, stock = question.when.asked, house.stock
    here = [it for it in stock.zones.values() if building_of(stock, it) == asked.building_id]
    floors = sorted({it.floor_id for it in here}, key=lambda it: stock.floors[it].level)
    owners = {it.department_id for it in here}
    return {
        "path": question.report.path,
        "stretches": [
            {"url": question.address(stretch=it), "label": text(label),
             "is_current": question.when.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(house.buildings.items()) if len(house.buildings) > 1 else [],
        "floors": [(it, stock.floors[it].name) for it in floors],
        "zones": [(zone.id, zone_label(stock, zone)) for zone in sorted(
            here, key=lambda it: (stock.floors[it.floor_id].level, it.name))],
        "departments": [(it, name) for it, name in departments.items() if it in owners],
        "kinds": [(name, text(KINDS[kind])) for name, kind in KIND_WORDS.items()],
        "parties": [(it, text(label)) for it, (label, _) in PARTIES.items()],
        "hours": [(it.value, text(label)) for it, label in OFFICE_HOURS.items()],
        "beside": [(it.value, text(label)) for it, label in BESIDE.items()],
        "day_parts": day_part_choices(stock.day_parts.on(house.today)),
        "weekdays": [(str(number + 1), weekday_name(number)) for number in range(7)],
        "values": {
            "van": asked.first.isoformat(), "tot": asked.last.isoformat(),
            "gebouw": asked.building_id, "zone": asked.zone_id or "",
            "verdieping": question.floor_id or "", "afdeling": question.department_id or "",
            "soort": next((it for it, kind in KIND_WORDS.items() if kind is asked.kind), ""),
            "voor": question.party, "uren": question.office_hours.value,
            "dagdeel": question.day_part.code if question.day_part else "",
            "naast": question.beside.value, "fte": question.jobs or "",
            "dag": [str(weekday + 1) for weekday in sorted(asked.weekdays)],
        },
        "is_narrowed": any((question.floor_id, question.department_id, asked.zone_id, asked.kind,
                            question.party, question.day_part, asked.weekdays,
                            question.office_hours, question.jobs)),
    }  # fmt: skip
