"""The form of the parts of the day: a line each, and from which day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model

from booking.foundation.texts import text
from booking.interfaces.web.forms import Form, InvalidForm
from booking.interfaces.web.moments import Clock, Day
from booking.spaces.day_part_changes import DayPartsImpossible
from booking.spaces.day_part_rules import faults_in
from booking.spaces.day_parts import DayPart
from booking.spaces.operations import PastStays

LINES = range(1, 7)
ASKED = {"naam": "name", "van": "begin", "tot": "end"}
"""By field: what it says of a part."""
FIELD_OF = {said: field for field, said in ASKED.items()}


class DayPartsForm(Form):
    """``naam_1`` from ``van_1`` until ``tot_1``; ``engels_1`` is its name in English."""

    refused_at: ClassVar = {PastStays: "vanaf", DayPartsImpossible: "naam_1"}

    vanaf: Day

    def parts(self) -> list[DayPart]:
        """Raises :class:`InvalidForm` with a sentence for every mistake."""
        used = [n for n in LINES if any(self._asked(n))]
        errors = dict(self._missing(used))
        if errors:
            raise InvalidForm(errors, {})
        parts = {n: self._part(n) for n in used}
        for fault in faults_in(list(parts.values())):
            line = next(n for n, part in parts.items() if part is fault.part)
            errors.setdefault(f"{FIELD_OF[fault.at]}_{line}", text(fault.sentence, **fault.facts))
        if errors:
            raise InvalidForm(errors, {})
        return sorted(parts.values(), key=lambda part: part.begin)

    def _asked(self, line: int) -> tuple[bool, ...]:
        return tuple(getattr(self, f"{name}_{line}") is not None for name in (*ASKED, "engels"))

    def _missing(self, used: Sequence[int]) -> Iterator[tuple[str, str]]:
        for line in used:
            for field in ASKED:
                if getattr(self, f"{field}_{line}") is None:
                    yield f"{field}_{line}", text("Please fill this in.")

    def _part(self, line: int) -> DayPart:
        name, english, begin, end = (
            getattr(self, f"{field}_{line}") for field in ("naam", "engels", "van", "tot")
        )
        return DayPart(name, english or name, begin, end)


Name = Annotated[str, Field(max_length=40)]
FIELDS: dict[str, Any] = {
    f"{field}_{line}": (kind | None, None)
    for line in LINES
    for field, kind in (("naam", Name), ("engels", Name), ("van", Clock), ("tot", Clock))
}
LinesForm = create_model("LinesForm", __base__=DayPartsForm, **FIELDS)


def filled_in(parts: Sequence[DayPart], today: date) -> dict[str, str]:
    """The form for changing ``parts`` from today on."""
    values = {"vanaf": today.isoformat()}
    for line, part in zip(LINES, parts, strict=False):
        values |= {f"naam_{line}": part.name_nl, f"engels_{line}": part.name_en,
                   f"van_{line}": f"{part.begin:%H:%M}",
                   f"tot_{line}": f"{part.end:%H:%M}"}  # fmt: skip
    return values
