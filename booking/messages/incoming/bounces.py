"""What a report of a mail server says of a letter that it could not deliver (RFC 3464).

The email package of Python reads the form that every mail server of today writes; older ones
wrote words for people, of which only a list of guesses makes anything.
"""

from collections.abc import Iterator
from email.message import Message
from email.parser import Parser

from booking.foundation.lines import one_line
from booking.messages.incoming.values import Bounce

BLOCKS_MAX = 20
WORDS_MAX = 300
HEADERS_OF = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
FAILED = "failed"  # delayed, relayed, expanded: it is still on its way, or arrived


def bounce_in(report: Message) -> Bounce | None:
    """The first recipient whom it did not reach for good; None where there is no such thing."""
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return None
    parts = [part for part in report.get_payload() if isinstance(part, Message)]
    for block in _blocks(parts):
        if str(block.get("Action", "")).strip().lower() == FAILED:
            whom = _behind_type(block.get("Final-Recipient") or block.get("Original-Recipient"))
            return Bounce(whom.strip("<>").lower(), _message_id(parts), _why(block))
    return None


def _blocks(parts: list[Message]) -> Iterator[Message]:
    for part in parts:
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks[:BLOCKS_MAX] if isinstance(block, Message))


def _why(block: Message) -> str:
    status = str(block.get("Status", "")).strip()
    words = one_line(_behind_type(block.get("Diagnostic-Code")))
    said = words if status and status in words else f"{status} {words}"
    return said.strip()[:WORDS_MAX]


def _behind_type(value: object) -> str:
    """``rfc822; a@b.example`` without what it begins with (RFC 3464 §2.1.2)."""
    return " ".join(str(value or "").rpartition(";")[2].split())


def _message_id(parts: list[Message]) -> str:
    """Of the letter itself, which comes back whole or only with its headers."""
    for part in parts:
        if part.get_content_type() in HEADERS_OF:
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            letter = first or Parser().parsestr(str(part.get_payload()), headersonly=True)
            if isinstance(letter, Message):
                return one_line(str(letter.get("Message-ID", ""))).strip().strip("<>")
    return ""
