"""Rows of the wishes that found nothing, or something else than was asked for."""

from collections.abc import Iterable, Iterator
from typing import Any

from booking.demo.records import DemoWish
from booking.foundation.local_time import local_instant, minutes_as_clock
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.values import SpaceKind


def wish_rows(wishes: Iterable[DemoWish]) -> Iterator[dict[str, Any]]:
    return (_wish_row(wish) for wish in wishes if wish.verdict != "granted")


def _wish_row(wish: DemoWish) -> dict[str, Any]:
    return {
        "dedupe_key": None, "asked_on": wish.wished_on, "space_kind": SpaceKind(wish.kind),
        "starts_at": local_instant(wish.day, minutes_as_clock(wish.begin_minute)),
        "ends_at": local_instant(wish.day, minutes_as_clock(wish.end_minute)),
        "attendee_count": wish.size,
        "party": PartyKind.PARTNER if wish.party == "partner" else PartyKind.STAFF,
        "needs": " ".join(sorted(wish.needs)), "outcome": Outcome(wish.verdict),
        "reasons": wish.reason or "",
    }  # fmt: skip
