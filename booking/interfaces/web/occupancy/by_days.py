"""Pages that ask for nothing but days: counted rounds, and agreements."""

from collections.abc import Mapping
from typing import Any

from booking.foundation.texts import text
from booking.interfaces.web.occupancy.periods import STRETCHES, show_days
from booking.interfaces.web.occupancy.question import Question


def days_data(question: Question, path: str, buildings: Mapping[int, str]) -> dict[str, Any]:
    asked = question.asked
    return {
        "path": path,
        "stretches": [
            {"url": question.address(path, stretch=it), "label": text(label),
             "is_current": question.stretch is it}
            for it, label in STRETCHES.items()
        ],
        "buildings": list(buildings.items()) if len(buildings) > 1 else [],
        "values": {"van": asked.first.isoformat(), "tot": asked.last.isoformat(),
                   "gebouw": asked.building_id},
        "lead": show_days(asked.first, asked.last),
        "problem": text(question.problem) if question.problem else "",
    }  # fmt: skip
