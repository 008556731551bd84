"""From an address to what a report page shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from booking.foundation.texts import text
from booking.interfaces.files.document import Document
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.fragments import Fragment, Recent, kept_fragment
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.question import RawQuery
from booking.interfaces.web.occupancy.report.files import report_document
from booking.interfaces.web.occupancy.report.pages import Report
from booking.interfaces.web.occupancy.report.question import (
    PARTIES,
    ReportQuestion,
    read_report_question,
)
from booking.interfaces.web.occupancy.report.shown import Shown, allowed_for, with_figures
from booking.interfaces.web.occupancy.report.views import figures_data, page_data
from booking.interfaces.web.occupancy.tables import KINDS, weekday_name, zone_label
from booking.interfaces.web.occupancy.what_if.views import assumptions_in_words
from booking.occupancy.cuts import department_names
from booking.occupancy.log import Asked
from booking.occupancy.scenarios.asking import asked_from
from booking.spaces.values import Stock

FIGURES_BYTES_MAX = 4_000_000
"""Of answers that are kept: compressed, a page over a year is some 15 kB."""


def answer(
    request: AnyRequest, house: House, *, group_size_min: int
) -> tuple[ReportQuestion, dict[str, Any]]:
    """For the page at the address that was asked."""
    departments = department_names(house.session)
    question = _question(house, request.url.path, request.query_params, departments)
    allowed = allowed_for(house, question, group_size_min=group_size_min)
    figures = _figures(request, house, allowed)
    return question, page_data(question, house, departments) | {"figures": figures.html}


def answer_to_take(
    house: House, path: str, query: RawQuery, *, municipality: str, group_size_min: int
) -> tuple[ReportQuestion, Document]:
    """The same as a document, of the page at ``path``."""
    departments = department_names(house.session)
    question = _question(house, path, query, departments)
    allowed = allowed_for(house, question, group_size_min=group_size_min)
    shown = with_figures(house.session, allowed)
    return question, report_document(shown, house, departments, municipality)


def _question(
    house: House, path: str, query: RawQuery, departments: Mapping[int, str]
) -> ReportQuestion:
    return read_report_question(
        query, next(it for it in Report if it.path == path), stock=house.stock,
        buildings=house.buildings, departments=departments, today=house.today,
    )  # fmt: skip


def _figures(request: AnyRequest, house: House, allowed: Shown) -> Fragment:
    """Reckoned once for all who ask the same of the same facts."""
    session = house.session
    kept: Recent[Fragment] = session.info["memory"].setdefault(
        "figures of reports", Recent(FIGURES_BYTES_MAX, weigh=lambda it: len(it.compressed))
    )
    key = (allowed.question, allowed.group_size_min, allowed.version, allowed.hidden,
           allowed.parties, allowed.has_counts)  # fmt: skip
    return kept_fragment(
        request, session, "occupancy/report/_figures.html", key,
        lambda: figures_data(with_figures(session, allowed)), among=kept,
    )  # fmt: skip


def narrowed_words(house: House, asked: Sequence[Asked]) -> list[str]:
    """Of each line of the list to what it was narrowed; empty where it was all of a building."""
    departments = department_names(house.session)
    return [" · ".join(filter(None, _narrowed(house, departments, it))) for it in asked]


def _narrowed(house: House, departments: Mapping[int, str], it: Asked) -> list[str]:
    stock = house.stock
    zone, floor = stock.zones.get(it.zone_id or 0), stock.floors.get(it.floor_id or 0)
    return [
        floor.name if floor else "",
        departments.get(it.department_id or 0, ""),
        zone_label(stock, zone) if zone else "",
        text(KINDS[it.kind]) if it.kind else "",
        text(PARTIES[it.party][0]) if it.party in PARTIES and it.party else "",
        ", ".join(map(weekday_name, it.weekdays)),
        "–".join(f"{at // 60}:{at % 60:02}" for at in it.minutes or ()),
        text("beside %(days)s", days=show_days(*it.beside)) if it.beside else "",
        *(_assumed(stock, *it.what_if) if it.what_if else ()),
    ]


def _assumed(stock: Stock, name: str, kept: dict[str, Any]) -> list[str]:
    words = assumptions_in_words(asked_from(kept), stock)
    return [name, *(f"{term}: {what}" for term, what in words)]
