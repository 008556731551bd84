"""The code of a desk, a room or a zone: five signs on a card with a QR code, or typed in.

Made from the number it is stored under and never stored: whoever prints the cards again prints
the same. No secret: who has the code may do what they may without it. Neighbours have codes
that look nothing alike, so a mistyped code leads nowhere instead of next door.
"""

from typing import NamedTuple

from booking.spaces.values import BookableSpace, Stock, Zone

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O or U to mistake
LENGTH = 5
SIZE: int = 32**LENGTH
FACTOR = 20_130_717  # odd, so that no two numbers below SIZE meet
BACK: int = pow(FACTOR, -1, SIZE)
MISTAKEN = str.maketrans("ILO", "110", " -")


class Place(NamedTuple):
    """What a code stands for: a space, or a zone with all that is in it."""

    space: BookableSpace | None
    zone: Zone | None


def code_of_space(space_id: int) -> str:
    return _code(2 * space_id)


def code_of_zone(zone_id: int) -> str:
    return _code(2 * zone_id + 1)


def place_behind(stock: Stock, code: str) -> Place:
    """What ``code`` stands for, however it was typed; neither where it stands for nothing."""
    number, is_zone = divmod(_number(code), 2)
    if is_zone:
        return Place(None, stock.zones.get(number))
    return Place(stock.spaces.get(number), None)


def _code(number: int) -> str:
    left, signs = number * FACTOR % SIZE, ""
    for _ in range(LENGTH):
        left, sign = divmod(left, len(SIGNS))
        signs = SIGNS[sign] + signs
    return signs


def _number(code: str) -> int:
    """0, which is nothing's number, for what is no code."""
    typed = code.upper().translate(MISTAKEN)
    if len(typed) != LENGTH or any(sign not in SIGNS for sign in typed):
        return 0
    value = 0
    for sign in typed:
        value = value * len(SIGNS) + SIGNS.index(sign)
    return value * BACK % SIZE
