"""From an address to what a report page shows."""

from typing import Any

from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.question import RawQuery
from booking.interfaces.web.occupancy.report.question import (
    Report,
    ReportQuestion,
    read_report_question,
)
from booking.interfaces.web.occupancy.report.shown import shown_for
from booking.interfaces.web.occupancy.report.views import page_data
from booking.occupancy.cuts import department_names


def answer(
    house: House, path: str, query: RawQuery, *, group_size_min: int
) -> tuple[ReportQuestion, dict[str, Any]]:
    departments = department_names(house.session)
    question = read_report_question(
        query, next(it for it in Report if it.path == path), stock=house.stock,
        buildings=house.buildings, departments=departments, today=house.today,
    )  # fmt: skip
    shown = shown_for(house, question, group_size_min=group_size_min)
    return question, page_data(shown, house, departments)
