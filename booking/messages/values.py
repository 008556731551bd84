"""What a letter carries besides its words."""

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """What a calendar part asks of its reader's calendar (RFC 5546 §1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    DECLINECOUNTER = "DECLINECOUNTER"


class ReplyFate(StrEnum):
    """What became of a reply to an event of ours."""

    NOTED = "noted"
    ANSWERED = "answered"
    NOTHING_NEW = "nothing-new"  # older than what is known, or nothing that we understand
    NOT_THEIRS = "not-theirs"  # not from whom we wrote to


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A calendar file that mail programs take in: ``content`` says METHOD:``method`` itself too."""

    content: bytes
    """iCalendar in UTF-8 with CRLF, as ``calendars.ical_out`` writes it."""
    method: Method


@dataclass(frozen=True, slots=True)
class SenderOf:
    """From whom a letter comes, when not from the town hall: a room, or a reservation.

    What bounces goes there too.
    """

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail that a letter answers by itself.

    Such a letter is known as an answer and has no sender on its envelope, so that no machine
    answers it in turn (RFC 3834 §3). Both values are as in the header of that mail: message
    identifiers in angle brackets.
    """

    message_id: str = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a letter goes out, where it is more than words of the town hall.

    Letters to one reader ``about`` one uid leave in the order in which they were written.
    """

    about: str = ""
    sender: SenderOf | None = None
    calendar: CalendarPart | None = None
    answered: Answered | None = None


PLAIN = Envelope()
