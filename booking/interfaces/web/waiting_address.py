"""Where one joins the waiting list: the address that pages without a free place link to."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from booking.foundation.errors import DomainError
from booking.foundation.periods import Period
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.turns import turns_of
from booking.reservations.operations import ReservationRefused
from booking.reservations.values import Reason, Wish
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind

JOIN = "/wachtlijst/nieuw"
Fields = Mapping[str, Any]
IN_ADDRESS = {SpaceKind.ROOM: "ruimte", SpaceKind.DESK: "werkplek"}
KINDS = {word: kind for kind, word in IN_ADDRESS.items()}


def wait_address(
    kind: SpaceKind,
    period: Period,
    *,
    people: int = 1,
    equipment: Collection[str] = (),
    layout: LayoutKind | None = None,
    is_accessible: bool = False,
    number: str = "",
    minutes: int | None = None,
) -> str:
    """``number``: of the space that was wanted; there one chooses that one or any.

    ``people``: of desks how many together; ``minutes``: so long within ``period`` will do.
    """
    return _address(_fields(
        kind, period, people=people, equipment=equipment, layout=layout,
        is_accessible=is_accessible, number=number, minutes=minutes,
    ))  # fmt: skip


def wait_fields_after(error: DomainError, wish: Wish, space: BookableSpace) -> Fields:
    """What joins the list at once after a wish that was refused only because it is taken.

    Empty where it was refused for more than that.
    """
    if isinstance(error, ReservationRefused):
        reasons = {objection.reason for objection in error.objections}
        if reasons != {Reason.TAKEN}:
            return {}
    return _fields(
        space.kind, wish.period, people=wish.attendee_count, layout=wish.layout,
        number=space.number,
    )  # fmt: skip


def wait_address_after(error: DomainError, wish: Wish, space: BookableSpace) -> str:
    """The address of the form for the same; else empty."""
    fields = wait_fields_after(error, wish, space)
    return _address(fields) if fields else ""


def _address(fields: Fields) -> str:
    return f"{JOIN}?{urlencode(fields, doseq=True)}"


def _fields(
    kind: SpaceKind,
    period: Period,
    *,
    people: int,
    number: str,
    equipment: Collection[str] = (),
    layout: LayoutKind | None = None,
    is_accessible: bool = False,
    minutes: int | None = None,
) -> Fields:
    asked = {
        "soort": IN_ADDRESS[kind],
        **times_of(period),
        **turns_of(period),
        "duur": minutes or "",
        "personen": people if people > 1 else "",
        "voorziening": sorted(equipment),
        "opstelling": layout.value if layout else "",
        "toegankelijk": "ja" if is_accessible else "",
        "nummer": number,
    }
    return {name: value for name, value in asked.items() if value}
