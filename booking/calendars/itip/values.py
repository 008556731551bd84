"""What comes in at the mailbox of a room, and what goes out again.

Who calls what: ``messages/incoming`` takes a mail from a door and, before it opens a transaction
(in a process apart, if it likes: everything here can be pickled), calls
``calendars.itip.reading.understand`` with the calendar part and a :class:`Delivery` per room. In
its transaction it hands the :class:`Message` to ``calendars.itip.operations.receive`` and gets a
:class:`Receipt`: ``outcome`` says what becomes of the mail, ``answer`` is posted with
``messages.room_answers.post_answer``. Answers that fall due later, as of a request that is
decided, come from ``calendars.itip.operations.answers_due``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.foundation.periods import Period


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


def mailbox_of(place: str, address: str) -> Mailbox:
    """The mailbox behind :attr:`Mailbox.place`."""
    kind, _, number = place.partition(":")
    return Mailbox(address, **{f"{kind}_id": int(number)})


@dataclass(frozen=True, slots=True)
class Delivery:
    """A mail with a calendar in it, as it came for one mailbox."""

    mailbox: Mailbox
    sender: str
    """The address in From; the door vouches for it (DMARC)."""
    received_at: datetime
    message_id: str = ""
    """As in its header, with the angle brackets."""


class Method(StrEnum):
    """The methods that ask something of a room (RFC 5546 §1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Date:
    """When an event takes place once, as its organizer has it."""

    recurs_at: datetime | None
    """Which date of its series; None for an event without one."""
    period: Period
    written: str = ""
    """How the organizer writes ``recurs_at``, as ``;VALUE=DATE:20261201``."""
    begins: str = ""
    """How the organizer writes when it starts."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says of an event, or (``recurs_at``) of one date of its series."""

    recurs_at: datetime | None
    sequence: int
    stamped_at: datetime
    is_cancelled: bool = False
    begins: str = ""
    """DTSTART as the organizer writes it."""
    dates: tuple[Date, ...] = ()
    is_series: bool = False
    is_with_following: bool = False
    """The dates after this one too."""
    rule: str = ""
    """The value of its RRULE, where that alone says its dates."""
    goes_on: bool = False
    """Its rule has dates beyond those that are listed."""
    title: str = ""
    people: int = 1
    is_private: bool = False

    @property
    def version(self) -> tuple[int, datetime, bool]:
        """RFC 5546 §2.1.5; Google does not always raise SEQUENCE, so DTSTAMP decides then."""
        return self.sequence, self.stamped_at, self.is_cancelled


@dataclass(frozen=True, slots=True)
class Address:
    """How the organizer is answered."""

    organizer: str
    sender: str
    line: str = ""
    """ORGANIZER as they wrote it; it is repeated byte for byte (RFC 5546 §3.2.3)."""
    zones: tuple[str, ...] = ()
    """The VTIMEZONEs that their times need."""
    message_id: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to a mailbox, understood."""

    delivery: Delivery
    method: str
    uid: str
    address: Address
    speaks_for_organizer: bool
    is_invited: bool
    """Whether the mailbox is an ATTENDEE."""
    said: tuple[Said, ...]
    raw: bytes
    """The calendar as the client wrote it, to the byte; no reader of it may stumble."""


@dataclass(frozen=True, slots=True)
class State:
    """What is known of one UID in one mailbox: the newest that was said of each date."""

    organizer: str = ""
    sender: str = ""
    """Who wrote the first time: it may differ from the organizer (SENT-BY, calendars of Google)."""
    said: Mapping[datetime | None, Said] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a message."""

    DONE = "done"  # carried out, or declined: the answer says which
    NOTHING_NEW = "nothing-new"  # a duplicate, or older than what is known
    NOT_FOR_US = "not-for-us"  # the room is not invited, or it is no invitation at all
    NOT_THEIRS = "not-theirs"  # who sent it may not speak for the organizer: to quarantine


@dataclass(frozen=True, slots=True)
class Decision:
    """What a message means; ``state`` is what is known from now on."""

    outcome: Outcome
    why: str = ""
    state: State = field(default_factory=State)
    fresh: tuple[Said, ...] = ()
    """What is new in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A date that the organizer wants, in the end."""

    date: Date
    title: str
    people: int
    is_private: bool


class PartStat(StrEnum):
    """RFC 5545 §3.2.12, as far as a room says it."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """A REPLY, ready to be posted as it is; in the language of who gets it."""

    to: str
    name: str
    """What they are called; empty where we do not know."""
    sender: str
    """The address of the room; ``sender_name`` is what people call it."""
    sender_name: str
    subject: str
    text: str
    calendar: bytes
    in_reply_to: str = ""
    about: str = ""
    """Answers about the same leave in the order in which they were posted."""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Receipt:
    outcome: Outcome
    why: str = ""
    """For the log and the page of the mailbox: a code, no sentence and no name."""
    answer: MailAnswer | None = None
