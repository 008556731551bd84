"""Codes on cards: each its own place, however it is typed."""

from hypothesis import given
from hypothesis import strategies as st

from booking.foundation.database import Database
from booking.spaces.codes import LENGTH, SIGNS, SIZE, _code, _number, place_behind
from booking.spaces.queries import current_stock
from tests.town_hall import TownHall

numbers = st.integers(1, SIZE - 1)


@given(numbers)
def test_a_code_is_short_and_leads_back(number: int) -> None:
    code = _code(number)
    assert len(code) == LENGTH
    assert set(code) <= set(SIGNS)
    assert _number(code) == number


@given(numbers)
def test_it_is_read_however_it_was_typed(number: int) -> None:
    code = _code(number)
    sloppy = f" {code[:2].lower()}-{code[2:].replace('1', 'l').replace('0', 'O')} "
    assert _number(sloppy) == number


@given(st.text(max_size=8))
def test_whatever_else_is_typed_leads_nowhere_or_to_a_number(typed: str) -> None:
    assert 0 <= _number(typed) < SIZE


def test_no_two_places_share_a_code_and_neighbours_look_nothing_alike() -> None:
    codes = [_code(number) for number in range(1, 5000)]
    assert len(set(codes)) == len(codes)
    alike = [
        sum(a == b for a, b in zip(one, other, strict=True))
        for one, other in zip(codes[::2], codes[2::2], strict=False)
    ]
    assert max(alike) < LENGTH - 1


def test_a_code_of_nothing_stands_for_nothing(database: Database, hall: TownHall) -> None:
    with database.reading() as session:
        stock = current_stock(session)
    for typed in ("ZZZZZ", "", "1.14", "ÆØÅÉÈ", "0" * 500):
        assert place_behind(stock, typed) == (None, None)
