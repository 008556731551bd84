"""A stored space in the words of a file of spaces, so that people see what a file changes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from booking.foundation.texts import text
from booking.spaces.import_rows import KINDS, LAYOUTS
from booking.spaces.models import Building, Equipment, Floor, Zone


def in_words(session: Session, description: Mapping[str, Any]) -> dict[str, str]:
    """``description`` (inventory.described) by heading; of the terms the last one."""
    if not description:
        return {}
    before, after = description["buffers"]
    return {
        "naam": description["name"],
        "soort": _word(KINDS, description["kind"]),
        "gebouw": session.get_one(Building, description["building"]).name,
        **_term(session, description["terms"][-1]),
        "stap": str(description["grain"]),
        "tijd vooraf": str(before),
        "tijd achteraf": str(after),
        "goedkeuring": _yes_no(description["needs_approval"]),
        "partners": _yes_no(description["audience"] == "partners"),
        "toegankelijk": _yes_no(description["is_accessible"]),
        "voorzieningen": ", ".join(_equipment(session, code) for code in description["equipment"]),
        "opstellingen": ", ".join(
            _layout(kind, *numbers) for kind, numbers in sorted(description["layouts"].items())
        ),
    }


def _layout(kind: str, seats: int, before: int, after: int) -> str:
    minutes = f" ({before}/{after})" if before or after else ""
    return f"{_word(LAYOUTS, kind)} {seats}{minutes}"


def _term(session: Session, term: tuple[str, str | None, int, int]) -> dict[str, str]:
    begins, ends, zone_id, capacity = term
    zone = session.get_one(Zone, zone_id)
    level = session.get_one(Floor, zone.floor_id).level
    since = f"{begins} – {ends}" if ends else begins
    return {"verdieping": str(level), "zone": zone.name, "plaatsen": str(capacity), "vanaf": since}


def _word(words: Mapping[str, StrEnum], value: str) -> str:
    return next(word for word, meant in words.items() if meant == value)


def _yes_no(value: object) -> str:
    return "ja" if value else "nee"


def _equipment(session: Session, code: str) -> str:
    return text(session.get_one(Equipment, code).name).lower()
