"""What the page and the file of the sheet show."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from booking.foundation.texts import text
from booking.interfaces.files.document import Document
from booking.interfaces.web.occupancy.desks.question import DESK_AREA as DESK_AREA_USUAL
from booking.interfaces.web.occupancy.desks.question import LEVELS, USUAL
from booking.interfaces.web.occupancy.documents import document_of, file_choices, table_of
from booking.interfaces.web.occupancy.periods import STRETCHES, show_days
from booking.interfaces.web.occupancy.programme.reckoning import DESK_AREA, SEAT_AREA, Programme
from booking.interfaces.web.occupancy.programme.sheet import (
    AREAS,
    by_page,
    lines_of,
    sheet_table,
    sources_table,
)
from booking.interfaces.web.occupancy.question import address_with
from booking.interfaces.web.occupancy.rooms.question import SEAT_AREA as SEAT_AREA_USUAL
from booking.interfaces.web.occupancy.views import table_data, why_no_need

PATH = "/bezetting/programma-van-eisen"


def page_data(sheet: Programme, buildings: Mapping[int, str]) -> dict[str, Any]:
    """Everything for programme.html; ``lines`` say of each number where it is from."""
    when = sheet.desks.question.when
    lines = lines_of(sheet) if sheet.has_figures else []
    return {
        **_filter_data(sheet, buildings),
        "lead": show_days(when.asked.first, when.asked.last),
        "problem": text(when.problem) if when.problem else "",
        "files": file_choices(PATH, _address(sheet)),
        "sheet": table_data(sheet_table(lines)) if lines else None,
        "sources": by_page(lines),
        "areas": text(AREAS),
        **({} if lines else why_no_need(when)),
    }


def programme_document(sheet: Programme, *, municipality: str) -> Document:
    lines = lines_of(sheet) if sheet.has_figures else []
    asked = sheet.desks.question.when.asked
    return document_of(
        sheet.stamp, title=text("Programme of requirements"), municipality=municipality,
        filter_words=show_days(asked.first, asked.last),
        particulars=[(text("Square metres"), text(AREAS))],
        sentences=[] if lines else [text("No figures to show")],
        tables=[table_of(sheet_table(lines)), table_of(sources_table(lines))] if lines else [],
    )  # fmt: skip


def _address(sheet: Programme, **changes: Any) -> str:
    """Of the same sheet; ``changes`` are of its period."""
    desks, rooms = sheet.desks.question, sheet.rooms.question
    return address_with(replace(desks.when, **changes), PATH, {
        "zekerheid": (desks.terms.service_percent, USUAL.service_percent),
        SEAT_AREA: (rooms.seat_area, SEAT_AREA_USUAL),
        DESK_AREA: (desks.area, DESK_AREA_USUAL),
    })  # fmt: skip


def _filter_data(sheet: Programme, buildings: Mapping[int, str]) -> dict[str, Any]:
    desks = sheet.desks.question
    asked = desks.when.asked
    return {
        "stretches": [
            {"url": _address(sheet, stretch=it), "label": text(label),
             "is_current": desks.when.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
        "services": [(it, f"{it} %") for it in LEVELS],
        "values": {
            "van": asked.first.isoformat(), "tot": asked.last.isoformat(),
            "gebouw": asked.building_id, "zekerheid": desks.terms.service_percent,
            SEAT_AREA: sheet.rooms.question.seat_area, DESK_AREA: desks.area,
        },
    }  # fmt: skip
