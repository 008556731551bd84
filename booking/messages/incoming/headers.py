"""What the headers of a mail say about itself. Pure, and light: mail is read in a process apart."""

import re
from collections.abc import Mapping

from booking.messages.incoming.values import Automatic, ReadMail

HEADER_BYTES_MAX = 128_000
HEADER_LINES_MAX = 1_000
HEADERS_END = re.compile(rb"\r?\n\r?\n")
ATOM = r"[^@.\s<>()\[\]\",;:\\\x00-\x1f\x7f]+"
ADDRESS = re.compile(
    rf"(?!=\?)(?!.*\.\.)(?=[^@]{{1,64}}@){ATOM}(?:\.{ATOM})*"
    r"@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?"
)
"""Not what may be decoded into another address (RFC 2047): that cannot be answered."""
LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "mailing-list")
OF_MANY = frozenset({"bulk", "junk", "list"})


def headers_of(raw: bytes) -> bytes:
    """All before the first empty line."""
    end = HEADERS_END.search(raw)
    return raw[: end.start()] if end else raw


def has_too_much_header(raw: bytes) -> bool:
    head = headers_of(raw)
    return len(head) > HEADER_BYTES_MAX or head.count(b"\n") > HEADER_LINES_MAX


def is_plain_address(address: str) -> bool:
    return ADDRESS.fullmatch(address) is not None


def sender_of(mail: ReadMail) -> str:
    """The one who wrote it, empty where that is not clear: no From, or several in it."""
    if len(mail.senders) != 1 or not is_plain_address(mail.senders[0]):
        return ""
    return mail.senders[0]


def automatic(headers: Mapping[str, str], *, is_report: bool) -> Automatic:
    """By headers in small letters; what is sent to many or answers a mail is never answered."""
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if is_report:
        return Automatic.REPORT
    if submitted == "auto-replied" or "x-autoreply" in headers or "x-autorespond" in headers:
        return Automatic.REPLIED
    if headers.get("precedence", "").strip().lower() in OF_MANY:
        return Automatic.LIST
    if any(name in headers for name in LIST_HEADERS):
        return Automatic.LIST
    return Automatic.NO if submitted == "no" else Automatic.GENERATED
