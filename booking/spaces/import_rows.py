"""What a line in a file of spaces says; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from booking.foundation.rows import YES_NO, Row, refuse_twins, require_right
from booking.foundation.texts import N_
from booking.spaces.values import Audience, Layout, LayoutKind, SpaceFacts, SpaceKind, ZoneKind

HEADINGS = (
    "nummer", "naam", "soort", "gebouw", "verdieping", "zone", "soort zone", "plaatsen",
    "stap", "tijd vooraf", "tijd achteraf", "goedkeuring", "partners", "toegankelijk",
    "voorzieningen", "opstellingen", "vanaf",
)  # fmt: skip
EXAMPLE = (
    "1.14", "De Beuk", "ruimte", "Stadhuis", "1", "Overleg", "overleg", "8", "15", "0", "0",
    "nee", "ja", "ja", "scherm, ringleiding", "tafel 8, theater 12 (30/15)", "2027-01-01",
)  # fmt: skip
KINDS = {"werkplek": SpaceKind.DESK, "ruimte": SpaceKind.ROOM}
ZONE_KINDS = {
    "open": ZoneKind.OPEN,
    "team": ZoneKind.TEAM,
    "stilte": ZoneKind.SILENCE,
    "publiek": ZoneKind.PUBLIC,
    "overleg": ZoneKind.MEETING,
}
LAYOUTS = {
    "tafel": LayoutKind.TABLE,
    "u-vorm": LayoutKind.U_SHAPE,
    "klas": LayoutKind.CLASSROOM,
    "theater": LayoutKind.THEATRE,
    "receptie": LayoutKind.RECEPTION,
}
GRAINS = {str(minutes): minutes for minutes in (15, 5, 10, 30, 60)}
LEVEL_MIN, LEVEL_MAX = -9, 99
CAPACITY_MAX = 2_000
BUFFER_MINUTES_MAX = 240
LAYOUT = re.compile(r"(.+) (\d{1,4})(?: \((\d{1,3})/(\d{1,3})\))?")
SEATS_BY_LAYOUT = N_(
    "a layout and its seats, with the minutes before and after if it has them, as: "
    "theater 12 (30/15). Layouts: %(words)s."
)


@dataclass(frozen=True, slots=True)
class SpaceRow:
    line: int
    facts: SpaceFacts
    building: str
    level: int
    zone: str
    zone_kind: ZoneKind
    capacity: int
    valid_from: date


def read_spaces(
    rows: Iterable[Row], *, today: date, equipment: Mapping[str, str]
) -> list[SpaceRow]:
    """``equipment``: code by each word for it. Raises RowsRefused with every mistake."""
    lines = list(rows)
    spaces = [_read(row, today, equipment) for row in lines]
    refuse_twins(zip(lines, (space.facts.number for space in spaces), strict=True), "nummer")
    require_right(lines)
    return spaces


def _read(row: Row, today: date, equipment: Mapping[str, str]) -> SpaceRow:
    return SpaceRow(
        line=row.line,
        facts=_read_facts(row, equipment),
        building=row.words("gebouw"),
        level=row.number("verdieping", least=LEVEL_MIN, most=LEVEL_MAX),
        zone=row.words("zone"),
        zone_kind=row.choice("soort zone", ZONE_KINDS, otherwise="open"),
        capacity=row.number("plaatsen", least=1, most=CAPACITY_MAX, otherwise=1),
        valid_from=row.day("vanaf", otherwise=today),
    )


def _read_facts(row: Row, equipment: Mapping[str, str]) -> SpaceFacts:
    number = row.words("nummer")
    is_for_partners = row.choice("partners", YES_NO, otherwise="")
    return SpaceFacts(
        number=number,
        name=row.words("naam", otherwise=number),
        kind=row.choice("soort", KINDS),
        grain_minutes=row.choice("stap", GRAINS, otherwise="15"),
        buffer_before_minutes=_buffer(row, "tijd vooraf"),
        buffer_after_minutes=_buffer(row, "tijd achteraf"),
        needs_approval=row.choice("goedkeuring", YES_NO, otherwise=""),
        audience=Audience.PARTNERS if is_for_partners else Audience.STAFF,
        is_accessible=row.choice("toegankelijk", YES_NO, otherwise=""),
        equipment=frozenset(row.choices("voorzieningen", equipment)),
        layouts=_layouts(row),
    )


def _buffer(row: Row, heading: str) -> int:
    return row.number(heading, least=0, most=BUFFER_MINUTES_MAX, otherwise=0)


def _layouts(row: Row) -> dict[LayoutKind, Layout]:
    """``tafel 8, theater 12 (30/15)``: persons, and minutes to set up and to put back."""
    found: dict[LayoutKind, Layout] = {}
    for part in filter(None, map(str.strip, row.words("opstellingen", otherwise="").split(","))):
        said = LAYOUT.fullmatch(part.lower())
        layout = Layout(*(int(number or 0) for number in said.groups()[1:])) if said else None
        if said and layout and said[1] in LAYOUTS and _is_possible(layout):
            found[LAYOUTS[said[1]]] = layout
        else:
            row.wrong("opstellingen", SEATS_BY_LAYOUT, words=", ".join(LAYOUTS))
    return found


def _is_possible(layout: Layout) -> bool:
    longest = max(layout.before_minutes, layout.after_minutes)
    return 1 <= layout.capacity <= CAPACITY_MAX and longest <= BUFFER_MINUTES_MAX
