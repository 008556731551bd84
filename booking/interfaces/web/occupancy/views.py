"""What the templates of the occupancy need, as plain data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from booking.foundation.formats import show_day
from booking.foundation.texts import N_, text
from booking.interfaces.web.occupancy.cells import FigureTable, shown
from booking.interfaces.web.occupancy.documents import file_choices
from booking.interfaces.web.occupancy.figures import Figures
from booking.interfaces.web.occupancy.headline import (
    big_numbers,
    filter_words,
    in_words,
    particulars,
)
from booking.interfaces.web.occupancy.heat_map import heat_maps
from booking.interfaces.web.occupancy.peak_line import peak_lines
from booking.interfaces.web.occupancy.periods import STRETCHES
from booking.interfaces.web.occupancy.question import KINDS, PATH, Question, building_of
from booking.interfaces.web.occupancy.spaces_table import SHOWN_AT_FIRST, countable, spaces_table
from booking.interfaces.web.occupancy.tables import GROUPINGS as GROUPING_LABELS
from booking.interfaces.web.occupancy.tables import KINDS as KIND_LABELS
from booking.interfaces.web.occupancy.tables import (
    day_peaks_table,
    groups_table,
    peaks_table,
    weekday_name,
    wishes_table,
    zone_label,
)
from booking.occupancy.measures import P95_DAYS_MIN
from booking.spaces.values import Stock

TOO_LONG = N_(
    "This is more than three years. To reckon so many days at once would keep everybody waiting. "
    "Choose three years at most."
)


def page_data(
    figures: Figures, buildings: Mapping[int, str], *, group_size_min: int
) -> dict[str, Any]:
    """Everything for index.html; ``empty_sentence`` says why there are no figures."""
    question = figures.question
    found: dict[str, Any] = {
        **_filter_data(question, figures.stock, buildings),
        "lead": filter_words(figures),
        "status": 422 if question.is_too_long else 200,
        "problem": text(question.problem) if question.problem else "",
        "empty_sentence": why_empty(figures, group_size_min=group_size_min),
        "files": file_choices(PATH, question.address()),
    }
    if found["empty_sentence"]:
        return found
    return found | {
        "sentences": list(in_words(figures)),
        "numbers": big_numbers(figures),
        "particulars": particulars(figures),
        "groups": table_data(groups_table(figures, group_size_min=group_size_min)),
        "heat_maps": list(heat_maps(figures)),
        "peaks": table_data(peaks_table(figures)),
        "p95_days_min": P95_DAYS_MIN,
        "lines": peak_lines(figures),
        "day_peaks": table_data(day_peaks_table(figures)),
        "wishes": table_data(wishes_table(figures)),
        **_spaces_data(figures),
    }


def why_empty(figures: Figures, *, group_size_min: int) -> str:
    """Why there is nothing to show, and what can be done; empty when there is something."""
    if figures.is_hidden:
        return _why_hidden(figures, group_size_min)
    if figures.counted is None:
        return text("Nothing has been counted yet. A day is counted a minute after it is over.")
    return _why_no_days(figures, figures.counted[0])


def _why_no_days(figures: Figures, counted_from: date) -> str:
    of = figures.question.of
    if of.is_empty:
        return text("This period is not over yet: a day counts once it is over. "
                    "Choose days before today.")  # fmt: skip
    if figures.question.is_too_long:
        return text(TOO_LONG)
    if of.last < counted_from:
        return text("Nothing was counted in this period. The first counted day is %(day)s.",
                    day=show_day(counted_from))  # fmt: skip
    if not figures.open_days:
        return text("On these days nothing was open. Choose more days or other weekdays.")
    return ""


def why_no_need(when: Question) -> dict[str, Any]:
    """What the pages of how much is needed say where there is nothing to reckon with."""
    why = N_("No day of this period was open and is over. Choose days before today.")
    return {"empty_sentence": text(TOO_LONG if when.is_too_long else why),
            "status": 422 if when.is_too_long else 200}  # fmt: skip


def _why_hidden(figures: Figures, group_size_min: int) -> str:
    if figures.question.asked.zone_id in figures.hidden.small:
        return text("This zone belongs to fewer than %(count)s people. We show no figures of so "
                    "few: they would say when somebody is in.", count=group_size_min)  # fmt: skip
    return text("We show no figures of this zone: with them one could reckon those of a group "
                "of fewer than %(count)s people.", count=group_size_min)  # fmt: skip


def _spaces_data(figures: Figures) -> dict[str, Any]:
    count = len(countable(figures))
    is_cut = not figures.question.shows_all and count > SHOWN_AT_FIRST
    return {
        "spaces": table_data(spaces_table(figures, count_max=SHOWN_AT_FIRST if is_cut else None)),
        "space_count": count,
        "all_spaces": figures.question.address(shows_all=True) + "#plekken" if is_cut else "",
    }


def table_data(table: FigureTable) -> dict[str, Any]:
    """As ``data_table`` in shared/tables.html takes it."""
    return {
        "id": table.id,
        "title": table.title,
        "columns": [
            {"label": it.label, "numeric": it.is_numeric, "href": it.href, "sort": it.sort}
            for it in table.headings
        ],
        "rows": [
            {"cells": [row.label, *map(shown, row.cells)], "note": row.note} for row in table.rows
        ],
    }


def _filter_data(question: Question, stock: Stock, buildings: Mapping[int, str]) -> dict[str, Any]:
    asked = question.asked
    zones = sorted((zone for zone in stock.zones.values()
                    if building_of(stock, zone) == asked.building_id),
                   key=lambda it: (stock.floors[it.floor_id].level, it.name))  # fmt: skip
    return {
        "stretches": [
            {"url": question.address(stretch=it), "label": text(label),
             "is_current": question.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
        "zones": [(zone.id, zone_label(stock, zone)) for zone in zones],
        "kinds": [(name, text(KIND_LABELS[kind])) for name, kind in KINDS.items()],
        "groupings": [(it.value, text(label)) for it, label in GROUPING_LABELS.items()],
        "weekdays": [(str(number + 1), weekday_name(number)) for number in range(7)],
        "values": {
            "van": asked.first.isoformat(), "tot": asked.last.isoformat(),
            "gebouw": asked.building_id, "zone": asked.zone_id or "",
            "soort": next((name for name, kind in KINDS.items() if kind is asked.kind), ""),
            "per": question.grouping.value,
            "dag": [str(weekday + 1) for weekday in sorted(asked.weekdays)],
        },
        "kept": [("volgorde", question.order.value),
                 *([("af", "ja")] if question.is_descending else [])],
    }  # fmt: skip
