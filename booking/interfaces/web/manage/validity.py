"""What holds from one day until another: what of it still runs, and from when to when in words."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from booking.foundation.formats import show_date
from booking.foundation.texts import text

ONE_DAY = timedelta(days=1)


class Dated(Protocol):
    """``valid_until`` is the first day on which it holds no more; None is never."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


T = TypeVar("T", bound=Dated)


def running_and_past(found: Iterable[T], today: date) -> tuple[list[T], list[T]]:
    running: list[T] = []
    past: list[T] = []
    for it in found:
        (running if it.valid_until is None or today < it.valid_until else past).append(it)
    return running, past


def validity_in_words(it: Dated) -> str:
    begin = show_date(it.valid_from)
    if it.valid_until is None:
        return text("from %(begin)s", begin=begin)
    last = show_date(it.valid_until - ONE_DAY)
    return text("from %(begin)s up to and including %(end)s", begin=begin, end=last)
