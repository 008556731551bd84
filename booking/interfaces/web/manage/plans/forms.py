"""What the forms of the plan editor say: lengths in metres, and where somebody clicked."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from litestar.datastructures import UploadFile
from pydantic import BeforeValidator, ConfigDict, Field

from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form
from booking.spaces.drawing_refusals import DrawingRefused
from booking.spaces.drawings import BYTES_MAX, Drawing, cleaned
from booking.spaces.plan_changes import NotOnThisFloor
from booking.spaces.plans import METRE, Box, Direction

METRES_MAX = 1000
DIGITS_MAX = 10
ROW_MAX = 50
NO_FILE = N_("Choose the file with the drawing.")
NOT_METRES = N_("Please give a length in metres, such as 3.5 or 12.")

Size = Literal["heel", "groot"]
"""Of the picture one clicks on: the whole floor, or large."""


def _units_in(value: Any) -> int:
    """Plan units in "3,5" or "3.5" metres."""
    try:
        metres = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(NOT_METRES) from error
    if not metres.is_finite() or abs(metres) > METRES_MAX:
        raise ValueError(NOT_METRES)
    return int((metres * METRE).to_integral_value(ROUND_HALF_UP))


Metres = Annotated[int, BeforeValidator(_units_in)]
Number = Annotated[int, Field(ge=1, lt=10**DIGITS_MAX)]
Pixel = Annotated[int, Field(ge=0, le=100_000)]


class ClickForm(Form):
    """A form that a click on the plan may send: the browser adds where that was."""

    maat: Size = "heel"
    punt_x: Pixel | None = Field(default=None, alias="punt.x")
    punt_y: Pixel | None = Field(default=None, alias="punt.y")

    @property
    def pixel(self) -> tuple[int, int] | None:
        if self.punt_x is None or self.punt_y is None:
            return None
        return self.punt_x, self.punt_y


class PlaceForm(ClickForm):
    plek: Number
    x: Metres | None = None
    y: Metres | None = None
    breedte: Metres
    diepte: Metres
    aantal: Annotated[int, Field(ge=1, le=ROW_MAX)] = 1
    afstand: Metres = 16
    richting: Direction = Direction.RIGHT


class ZoneForm(ClickForm):
    zone: Number
    x: Metres | None = None
    y: Metres | None = None
    breedte: Metres | None = None
    diepte: Metres | None = None
    hoek: Annotated[str, Field(max_length=30)] = ""
    """The first of two corners that were clicked, as x,y in plan units."""

    @property
    def box(self) -> Box | None:
        sides = (self.x, self.y, self.breedte, self.diepte)
        return None if None in sides else sides  # type: ignore[return-value]  # no None in it

    @property
    def corner(self) -> tuple[float, float] | None:
        return corner_in(self.hoek)


class SizeForm(Form):
    breedte: Metres
    diepte: Metres


def _drawing_in(file: Any) -> Drawing:
    """The cleaned drawing in the file that was sent."""
    content = file.file.read(BYTES_MAX + 1) if isinstance(file, UploadFile) else b""
    if not content:
        raise ValueError(NO_FILE)
    try:
        return cleaned(content)
    except DrawingRefused as refusal:
        raise ValueError(text(refusal.sentence, **refusal.facts)) from refusal


class DrawingForm(Form):
    model_config = ConfigDict(arbitrary_types_allowed=True, validate_default=True)

    meters: Metres
    bestand: Annotated[Drawing, BeforeValidator(_drawing_in)] = None  # type: ignore[assignment]


def number_in(data: Mapping[str, Any], name: str) -> int:
    """The number of the space or zone in a form that has only that. Raises NotOnThisFloor."""
    number = str(data.get(name, ""))
    if not (number.isascii() and number.isdigit() and len(number) < DIGITS_MAX):
        raise NotOnThisFloor(f"{name} {number[:DIGITS_MAX]!r}")
    return int(number)


def corner_in(written: str) -> tuple[float, float] | None:
    """The point in "12.5,40", or None when there is none in it."""
    x, _, y = written.partition(",")
    try:
        point = (float(x), float(y))
    except ValueError:
        return None
    return point if all(abs(value) <= METRES_MAX * METRE for value in point) else None
