"""The same answer as a list and as a floor plan."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from booking.foundation.formats import show_day, show_span
from booking.foundation.periods import Period
from booking.foundation.texts import text
from booking.interfaces.web.floor_plan import Spot, SpotState, draw_floor
from booking.interfaces.web.rooms.day import Outlook, RoomDay
from booking.interfaces.web.rooms.day_grid import LABELS, Address, seats, summary
from booking.spaces.values import BookableSpace, Floor, Stock

OTHER_TIMES_MAX = 3


def draw_list(
    days: Iterable[RoomDay], outlook: Outlook, *, address: Address
) -> list[dict[str, Any]]:
    """The items of ``reservation_list`` in shared/cards.html: a card for each room."""

    @cache
    def label(period: Period) -> str:  # many rooms are free at the same times
        return text("Reserve %(span)s", span=show_span(period))

    return [_card(seen, outlook, address, label) for seen in days]


def _card(
    seen: RoomDay, outlook: Outlook, address: Address, label: Callable[[Period], str]
) -> dict[str, Any]:
    stock = outlook.stock
    offers = [seen.asked] if seen.asked and seen.is_free else []
    if not offers:
        offers = [seen.offer_in(gap) for gap in seen.free[:OTHER_TIMES_MAX]]
    tone, sign = ("ok", "circle-check") if seen.is_free else ("neutral", "clock")
    return {
        "href": address(seen.room, seen.asked or seen.first_offer()),
        "kind": "room",
        "title": seen.room.name,
        "place": _place(seen.room, stock, outlook.day),
        "when": seats(seen.room, outlook.day),
        "day": "",
        "badge": {"text": summary(seen), "tone": tone, "sign": sign},
        "note": " · ".join(item["name"] for item in features(seen.room, stock)),
        "actions": [
            {"href": address(seen.room, offer), "label": label(offer), "sign": "calendar-plus"}
            for offer in offers
        ],
    }


def _place(room: BookableSpace, stock: Stock, day: date) -> str:
    zone = stock.zone_of(room, day)
    return f"{room.number} · {stock.floors[zone.floor_id].name}" if zone else room.number


def features(room: BookableSpace, stock: Stock) -> list[dict[str, str]]:
    """What the room has, by name; that it is accessible comes first."""
    items = [stock.equipment[code] for code in sorted(room.equipment) if code in stock.equipment]
    found = [{"name": text(item.name), "sign": item.icon} for item in items]
    if room.is_accessible:
        found.insert(0, {"name": text("Accessible by wheelchair"), "sign": "wheelchair"})
    return found


def draw_rooms_plan(
    days: Sequence[RoomDay],
    others: Iterable[BookableSpace],
    floor: Floor,
    outlook: Outlook,
    *,
    address: Address,
) -> dict[str, Any]:
    """One floor: the rooms of the answer, and ``others`` as not fitting the question."""
    no_fit = Spot("closed", aria="", state_label=text("Does not fit"))
    spots = {room.id: no_fit for room in others} | {
        seen.room.id: _spot(seen, address) for seen in days
    }
    return draw_floor(
        outlook.stock, floor, outlook.day, spots,
        title=text("Floor plan: %(floor)s", floor=floor.name),
        desc=text("Rooms on %(day)s, %(span)s", day=show_day(outlook.day),
                  span=show_span(outlook.asked or outlook.frame)),
    )  # fmt: skip


OWN = {"mine", "pending"}


def _spot(seen: RoomDay, address: Address) -> Spot:
    own = next((piece for piece in seen.at_asked() if piece.kind in OWN), None)
    if own is not None and not (seen.is_free and seen.asked is None):
        return Spot("mine", text("Open your reservation"), f"/reserveringen/{own.uid}",
                    text("Yours, %(span)s", span=show_span(own.period)))  # fmt: skip
    offer = seen.asked or seen.first_offer()
    href = address(seen.room, offer)
    if seen.is_free:
        aria = text("Reserve %(span)s", span=show_span(offer))
        return Spot("free", aria, href, summary(seen))
    kinds = {piece.kind for piece in seen.at_asked()}
    state: SpotState = "taken"
    if "taken" not in kinds:
        state = "option" if "option" in kinds else "closed"
    aria = text("%(summary)s. Choose another time", summary=summary(seen))
    return Spot(state, aria, href, text(LABELS[state]))
