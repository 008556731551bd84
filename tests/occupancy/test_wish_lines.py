"""The wishes of a day as bytes, and what is asked of them: for whom, when, in which building."""

import pytest

from booking.occupancy.values import WishSums
from booking.occupancy.wish_lines import (
    ANYWHERE,
    WishCut,
    WishLine,
    pack_wishes,
    sums_of,
    unmet_count,
)
from booking.reservations.values import Outcome, PartyKind
from booking.spaces.values import SpaceKind

ROOM, DESK = SpaceKind.ROOM, SpaceKind.DESK
STAFF, PARTNER = PartyKind.STAFF, PartyKind.PARTNER
TEN, ELEVEN, NOON, ONE = 600, 660, 720, 780
LINES = [
    WishLine(1, ROOM, STAFF, Outcome.REFUSED, 5, TEN, ELEVEN),
    WishLine(2, ROOM, STAFF, Outcome.REFUSED, 6, TEN, ELEVEN),
    WishLine(ANYWHERE, ROOM, PARTNER, Outcome.GAVE_UP, 6, ELEVEN, ONE),
    WishLine(1, ROOM, STAFF, Outcome.DIVERTED, 70_000, TEN, NOON),
    WishLine(1, DESK, STAFF, Outcome.GRANTED, 1, TEN, NOON),
]
SIX = {"refused_count": 1, "refused_minutes": 60, "gave_up_count": 1}


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        (WishCut(1, ROOM), [WishSums(ROOM, 6, **SIX, gave_up_minutes=120),
                            WishSums(ROOM, 9_999, diverted_count=1, diverted_minutes=120)]),
        (WishCut(1, DESK), [WishSums(DESK, 2, granted_count=1, granted_minutes=120)]),
        (WishCut(2), [WishSums(ROOM, 6, **SIX, gave_up_minutes=120)]),
        (WishCut(3), [WishSums(ROOM, 6, gave_up_count=1, gave_up_minutes=120)]),
        (WishCut(1, parties=(PARTNER,)), [WishSums(ROOM, 6, gave_up_count=1, gave_up_minutes=120)]),
        (WishCut(2, parties=(STAFF,)), [WishSums(ROOM, 6, refused_count=1, refused_minutes=60)]),
        (WishCut(2, within=(NOON, 1440)), [WishSums(ROOM, 6, gave_up_count=1, gave_up_minutes=60)]),
        (WishCut(1, within=(0, TEN)), []),
    ],
)  # fmt: skip
def test_a_cut_holds_what_was_asked_for(cut: WishCut, expected: list[WishSums]) -> None:
    wishes = pack_wishes(LINES)
    assert list(sums_of(cut.of(wishes))) == expected
    assert unmet_count(cut.of(wishes)) == sum(it.unmet_count for it in expected)


def test_the_same_wishes_are_the_same_bytes_in_any_order() -> None:
    assert pack_wishes(LINES[::-1]) == pack_wishes(LINES)
