"""What comes in at the mailbox of a room, and what goes out again.

``messages/incoming`` takes a mail from a door, reads its calendar part with
``calendars.ical_in.read_calendar`` before it opens a transaction, and hands a
:class:`Delivery` per room to ``calendars.itip.operations.receive``. It gets a
:class:`Receipt`: its ``answer`` goes to ``messages.outbox.post_letter``, its ``outcome`` says
what becomes of the mail. Answers that fall due later come from
``calendars.itip.operations.answers_due``.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from booking.calendars.values import ReadCalendar


@dataclass(frozen=True, slots=True)
class Mailbox:
    """To whom the envelope is addressed: a room, or a zone of which a free desk is asked."""

    address: str
    """In lower case, without ``mailto:``; the answer comes from it."""
    space_id: int | None = None
    zone_id: int | None = None

    def __post_init__(self) -> None:
        assert (self.space_id is None) != (self.zone_id is None), "a room or a zone"

    @property
    def place(self) -> str:
        """What is invited, whatever its address is called this year."""
        return f"space:{self.space_id}" if self.space_id is not None else f"zone:{self.zone_id}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail with a calendar in it, as it came for one mailbox."""

    mailbox: Mailbox
    sender: str
    """The address in From; the door vouches for it (DMARC)."""
    calendar: ReadCalendar
    raw: bytes
    """The calendar part as the client wrote it, decoded from base64 or quoted-printable."""
    received_at: datetime
    message_id: str = ""


class Outcome(StrEnum):
    """What became of a message."""

    DONE = "done"  # carried out, or declined: the answer says which
    NOTHING_NEW = "nothing-new"  # a duplicate, or older than what is known
    NOT_FOR_US = "not-for-us"  # the room is not invited, or it is no invitation at all
    NOT_THEIRS = "not-theirs"  # who sent it may not speak for the organizer: to quarantine


class PartStat(StrEnum):
    """RFC 5545 §3.2.12, as far as a room says it."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """A REPLY, ready to be posted as it is; in the language of who gets it."""

    to: str
    sender: str
    """The address of the room; ``sender_name`` is what people call it."""
    sender_name: str
    subject: str
    text: str
    calendar: bytes
    in_reply_to: str = ""
    order_key: str = ""
    """Answers with the same key leave in the order in which they were posted."""
    person_id: int | None = None
    """Who gets it, where we know them."""
    language: str = "nl"
    method: str = "REPLY"


@dataclass(frozen=True, slots=True)
class Receipt:
    outcome: Outcome
    why: str = ""
    """For the log and the page of the mailbox: a code, no sentence and no name."""
    answer: MailAnswer | None = None
