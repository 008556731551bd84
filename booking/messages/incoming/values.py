"""The words of mail that comes in."""

from dataclasses import dataclass
from enum import StrEnum

from booking.calendars.itip.values import Message
from booking.calendars.values import ReadCalendar
from booking.foundation.errors import Refused


class MailDoor(StrEnum):
    LMTP = "lmtp"
    SMTP = "smtp"
    IMAP = "imap"


class MailState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    ASIDE = "aside"  # an administrator looks at it


class Why(StrEnum):
    """What became of a mail, or why it was set aside; itip has more of them."""

    # done
    ANSWERED = "answered"
    ADVISED = "advised"  # no calendar in it, or one that cannot be read: its sender heard so
    STRANGER = "stranger"  # of nobody we know: told whom to ask
    REPLY = "reply"  # to an invitation of ours
    BOUNCE = "bounce"  # a letter of ours came back
    PASSED_OVER = "passed-over"  # written by a machine, or nothing in it for us
    # set aside
    NOT_VOUCHED = "not-vouched"
    SENDER_UNCLEAR = "sender-unclear"
    NO_SUCH_ADDRESS = "no-such-address"
    NOT_THEIRS = "not-theirs"  # who sent it may not speak for the organizer
    FOR_POSTMASTER = "for-postmaster"
    FROM_A_LIST = "from-a-list"
    UNREADABLE_CALENDAR = "unreadable-calendar"
    HEADERS_TOO_BIG = "headers-too-big"
    TOO_NESTED = "too-nested"
    TOO_BIG = "too-big"
    TOO_HEAVY = "too-heavy"
    TROUBLE = "trouble"


class Automatic(StrEnum):
    """How a machine wrote it, by its own headers (RFC 3834 §2, RFC 2919)."""

    NO = "no"
    GENERATED = "generated"  # of its own accord, as calendar servers mail invitations
    REPLIED = "replied"
    LIST = "list"
    REPORT = "report"  # a bounce, a receipt


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose mail it is: exactly one of room, zone, reply token, postmaster."""

    address: str
    space_id: int | None = None
    zone_id: int | None = None
    token: str = ""
    is_postmaster: bool = False


@dataclass(frozen=True, slots=True)
class Bounce:
    """That a mail did not reach somebody, and never will."""

    recipient: str
    """In lower case; empty where the report does not say."""
    message_id: str
    """Of the mail that came back, without angle brackets; empty where it is not in the report."""
    why: str
    """Status and words of the mail server."""


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as far as it matters here, in plain values."""

    senders: tuple[str, ...] = ()
    """The addresses in From, in lower case."""
    subject: str = ""
    message_id: str = ""
    references: str = ""
    authentication: str = ""
    """The value of the topmost Authentication-Results."""
    automatic: Automatic = Automatic.NO
    calendar: bytes | None = None
    """The first calendar part, in UTF-8."""
    has_winmail: bool = False
    bounce: Bounce | None = None
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    """What people would read of it; only to show to an administrator."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A mail, and the invitation in it as far as there is one for this mailbox."""

    mail: ReadMail
    invitation: Message | None = None
    refusal: Refused | None = None
    """Why the calendar in it cannot be used."""
    calendar: ReadCalendar | None = None
    """What it says, where it is not for a room but answers an invitation of ours."""


class UnreadableMail(Exception):
    """It is not read further than this; ``why`` says what is the matter."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail
