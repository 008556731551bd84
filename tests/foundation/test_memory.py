"""What a process remembers is read once a version, however many ask for it at once."""

from threading import Event
from typing import Any

import pytest

from booking.foundation.memory import remembered
from tests.together import all_at_once

MANY = 8


def test_of_many_who_ask_at_once_one_reads() -> None:
    memory: dict[str, Any] = {}
    reads: list[int] = []
    everybody_asks = Event()

    def read() -> str:
        reads.append(1)
        if len(reads) < MANY:
            everybody_asks.wait(0.2)  # long enough for the others to read too, if they would
        else:
            everybody_asks.set()
        return "the house"

    seen = all_at_once(range(MANY), lambda _: remembered(memory, "house", 1, read))

    assert (seen, len(reads)) == (["the house"] * MANY, 1)


def test_another_version_is_read_anew_and_a_known_one_is_not() -> None:
    memory: dict[str, Any] = {}
    reads = iter("abc")
    asked = [remembered(memory, "house", version, lambda: next(reads)) for version in (1, 1, 2)]
    assert asked == ["a", "a", "b"]


def test_who_reads_in_vain_leaves_it_to_the_next() -> None:
    memory: dict[str, Any] = {}

    def fail() -> str:
        raise ValueError("no house")

    with pytest.raises(ValueError, match="no house"):
        remembered(memory, "house", 1, fail)
    assert remembered(memory, "house", 1, lambda: "the house") == "the house"
