"""Reading a mail that anybody may have made: what matters of it, within limits.

It may be a bomb all the same, so it is only read in a process of its own: see ``apart``.
"""

import contextlib
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from booking.foundation.lines import one_line
from booking.messages.incoming.bounces import bounce_in
from booking.messages.incoming.headers import automatic, has_too_much_header
from booking.messages.incoming.values import ReadMail, UnreadableMail, Why

DEPTH_MAX = 10
PARTS_MAX = 100
CALENDAR_BYTES_MAX = 2_000_000
HEADERS_SHOWN_MAX = 100
HEADER_LENGTH_SHOWN_MAX = 500
TEXT_LENGTH_MAX = 10_000
IDS_LENGTH_MAX = 2_000
AUTHENTICATION_LENGTH_MAX = 2_000
TEXT = "text/plain"


def read_mail(raw: bytes) -> ReadMail:
    """Raises :class:`UnreadableMail`."""
    if has_too_much_header(raw):
        raise UnreadableMail(Why.HEADERS_TOO_BIG)
    try:
        message = BytesParser().parsebytes(raw)
        parts = list(_parts(message, 0))
    except RecursionError as error:
        raise UnreadableMail(Why.TOO_NESTED) from error
    headers = {name.lower(): str(value) for name, value in reversed(message.items())}
    return ReadMail(
        senders=tuple(_addresses(message)),
        subject=_shown(headers.get("subject", ""), most=200),
        message_id=_ids(headers.get("message-id", "")),
        references=_ids(headers.get("references", "")),
        authentication=_authentication(headers.get("authentication-results", "")),
        automatic=automatic(headers, is_report=message.get_content_type() == "multipart/report"),
        calendar=_calendar(parts),
        bounce=bounce_in(message),
        has_winmail=any(_is_winmail(part) for part in parts),
        headers=tuple(_headers_shown(message)),
        text=_text(parts),
    )


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The leaves; not what was forwarded whole: that was written to somebody else."""
    if depth > DEPTH_MAX:
        raise UnreadableMail(Why.TOO_NESTED, f"deeper than {DEPTH_MAX}")
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for number, part in enumerate(message.get_payload()):
        if number >= PARTS_MAX:
            raise UnreadableMail(Why.TOO_NESTED, f"more than {PARTS_MAX} parts")
        assert isinstance(part, Message), "a multipart consists of messages"
        yield from _parts(part, depth + 1)


def _addresses(message: Message) -> list[str]:
    """All in all From lines; who hides a second one behind the first is not clear."""
    lines = [str(line) for line in message.get_all("from", [])]
    return [address.strip().lower() for _, address in getaddresses(lines)]


def _calendar(parts: list[Message]) -> bytes | None:
    """text/calendar before application/ics before a file with that name (RFC 6047 §2.4)."""
    found = (
        next((part for part in parts if is_one(part)), None)
        for is_one in (_is_calendar, _is_ics, _is_named_ics)
    )
    part = next((part for part in found if part is not None), None)
    if part is None:
        return None
    content = _in_utf8(part)
    if len(content) > CALENDAR_BYTES_MAX:
        raise UnreadableMail(Why.TOO_BIG, "calendar")
    return content


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() == "text/calendar"


def _is_ics(part: Message) -> bool:
    return part.get_content_type() == "application/ics"


def _is_named_ics(part: Message) -> bool:
    return _name(part).endswith(".ics")


def _is_winmail(part: Message) -> bool:
    kinds = {"application/ms-tnef", "application/vnd.ms-tnef"}
    return part.get_content_type() in kinds or _name(part) == "winmail.dat"


def _name(part: Message) -> str:
    return (part.get_filename() or "").strip().lower()


def _in_utf8(part: Message) -> bytes:
    """Its content; RFC 5545 §3.1.4 has UTF-8 where nothing is said."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes), "a leaf has content"
    charset = str(part.get_content_charset() or "utf-8")
    if charset in {"utf-8", "us-ascii"}:
        return content
    try:
        return content.decode(charset, "replace").encode()
    except LookupError:
        return content


def _text(parts: list[Message]) -> str:
    part = next((part for part in parts if part.get_content_type() == TEXT), None)
    if part is None:
        return ""
    return _in_utf8(part).decode("utf-8", "replace")[:TEXT_LENGTH_MAX]


def _headers_shown(message: Message) -> Iterator[tuple[str, str]]:
    for name, value in message.items()[:HEADERS_SHOWN_MAX]:
        yield one_line(name)[:100], _shown(str(value), most=HEADER_LENGTH_SHOWN_MAX)


def _shown(value: str, *, most: int) -> str:
    """A header as people read it, on one line."""
    value = value[: most * 4]
    with contextlib.suppress(HeaderParseError, LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return one_line(value.encode("utf-8", "replace").decode())[:most]


def _authentication(value: str) -> str:
    """Nothing where there is too much of it: cut short it might lack what failed."""
    return one_line(value) if len(value) <= AUTHENTICATION_LENGTH_MAX else ""


def _ids(value: str) -> str:
    """Message identifiers as they stand there; nothing where there is too much of it."""
    value = one_line(value)
    return value if len(value) <= IDS_LENGTH_MAX and value.isascii() else ""
