"""Where one joins the waiting list: the address that pages without a free place link to."""

from collections.abc import Collection
from urllib.parse import urlencode

from booking.foundation.errors import DomainError
from booking.foundation.periods import Period
from booking.interfaces.web.moments import times_of
from booking.reservations.operations import ReservationRefused
from booking.reservations.values import Reason, Wish
from booking.spaces.values import BookableSpace, LayoutKind, SpaceKind

JOIN = "/wachtlijst/nieuw"
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
) -> str:
    """``number``: of the space that was wanted; there one chooses that one or any."""
    asked = {
        "soort": IN_ADDRESS[kind],
        **times_of(period),
        "personen": people if people > 1 else "",
        "voorziening": sorted(equipment),
        "opstelling": layout.value if layout else "",
        "toegankelijk": "ja" if is_accessible else "",
        "nummer": number,
    }
    return f"{JOIN}?{urlencode({k: v for k, v in asked.items() if v}, doseq=True)}"


def wait_address_after(error: DomainError, wish: Wish, space: BookableSpace) -> str:
    """The same for a wish that was refused only because it is taken; else empty."""
    if isinstance(error, ReservationRefused):
        reasons = {objection.reason for objection in error.objections}
        if reasons != {Reason.TAKEN}:
            return ""
    return wait_address(
        space.kind, wish.period, people=wish.attendee_count, layout=wish.layout,
        number=space.number,
    )  # fmt: skip
