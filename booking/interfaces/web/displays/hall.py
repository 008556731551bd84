"""The hall of a building: what is on today and where, of what may be read by everybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_span
from booking.foundation.local_time import day_of, epoch_minutes, local_day
from booking.foundation.texts import text
from booking.interfaces.web.displays.paired import HERE, milliseconds
from booking.people.models import Display
from booking.reservations.claims import day_version
from booking.reservations.day_list import RoomUse, public_uses
from booking.spaces.models import Building
from booking.spaces.queries import current_stock
from booking.spaces.values import Stock

ROWS = 6
DIGITS_MAX = 12
TURN_SECONDS = 15
CHOSEN_FOR = timedelta(minutes=1)
"""How long a page that somebody turned to stays, before the pages turn by themselves again."""


def hall_version(session: Session, _display: Display, now: datetime) -> str:
    stock, day = current_stock(session), day_of(now)
    changes = day_version(session, day, list(stock.zones))
    return f"{changes}.{stock.version}.{int(now.timestamp()) // TURN_SECONDS}.{epoch_minutes(now)}"


def hall_data(
    session: Session, display: Display, now: datetime, asked: Mapping[str, str]
) -> dict[str, Any]:
    """For displays/_hall.html. Asked can be a page, and until which second of time it stays."""
    stock = current_stock(session)
    uses = public_uses(session, stock, display.building_id or 0, now=now)
    count = max(1, -(-len(uses) // ROWS))
    page, until = (_number(asked.get(name, "")) for name in ("pagina", "tot"))
    is_chosen = page > 0 and now.timestamp() < until
    turn = int(now.timestamp()) // TURN_SECONDS % count
    shown = min(page, count) - 1 if is_chosen else turn
    stays = int((now + CHOSEN_FOR).timestamp())
    return {
        "building": session.get_one(Building, display.building_id).name,
        "rows": [_row(stock, use, now) for use in uses[shown * ROWS : (shown + 1) * ROWS]],
        "shown": shown + 1,
        "pages": [{"number": n, "url": f"{HERE}?pagina={n}&tot={stays}"}
                  for n in range(1, count + 1)] if count > 1 else [],
        "asked": f"&pagina={page}&tot={until}" if is_chosen else "",
        "now": now,
        "today": day_of(now),
        "drawn_at": milliseconds(now),
        "known_until": milliseconds(local_day(day_of(now)).ends_at),
    }  # fmt: skip


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < DIGITS_MAX else 0


def _row(stock: Stock, use: RoomUse, now: datetime) -> dict[str, Any]:
    first = use.rooms[0]
    zone = stock.zone_of(first, day_of(now))
    return {
        "title": use.reservation.title or text("Meeting"),
        "when": show_span(use.reservation.period),
        "rooms": ", ".join(room.name for room in use.rooms),
        "number": first.number,
        "floor": stock.floors[zone.floor_id].name if zone else "",
        "is_running": use.reservation.period.contains(now),
    }
