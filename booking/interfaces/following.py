"""A calendar from outside, fetched and read, for its page and its job; outside transactions."""

from collections.abc import Callable
from datetime import datetime

from booking.calendars.foreign import ForeignCalendar, read_foreign_apart
from booking.calendars.subscriptions.rules import window_at
from booking.calendars.subscriptions.values import Copy, Marks
from booking.foundation.texts import N_
from booking.interfaces.fetch_refusals import NotFetched, WrongAnswer
from booking.interfaces.fetching import NOT_MODIFIED, Fetched, fetch, host_of

NO_MARKS = Marks()
Ask = Callable[[str, Marks], Fetched | None]
"""What is at an address; None where that is the version with these marks."""


class FetchingIsOff(NotFetched):
    code = "fetching-is-off"
    sentence = N_("Fetching calendars is switched off (the setting fetches_calendars).")


def ask_address(address: str, marks: Marks) -> Fetched | None:
    return fetch(address, etag=marks.etag, last_modified=marks.last_modified)


def copy_at(address: str, now: datetime, *, marks: Marks = NO_MARKS, ask: Ask) -> Copy | None:
    """Raises NotFetched or NotRead; both are Refused."""
    found = ask(address, marks)
    if found is None:
        return None
    calendar = read_at(found.content, now)
    return Copy(found.content, calendar, Marks(found.etag, found.last_modified))


def first_copy_at(address: str, now: datetime, *, ask: Ask) -> Copy:
    """Raises NotFetched or NotRead: also where it says that we have it already, which we do not."""
    copy = copy_at(address, now, ask=ask)
    if copy is None:
        raise WrongAnswer("304", host=host_of(address), status=NOT_MODIFIED)
    return copy


def read_at(content: bytes, now: datetime) -> ForeignCalendar:
    """Raises NotRead."""
    return read_foreign_apart(content, window_at(now))
