"""Mail is fetched from a mailbox elsewhere by IMAP, for who cannot hand it to us.

A mail is stored here first and only then dealt with there; the mailbox's own number of it is
kept, so that after a crash in between it is not stored a second time.
"""

import logging
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientError  # type: ignore[import-untyped]

from booking.foundation.database import Database
from booking.foundation.settings import Imap, Settings
from booking.interfaces.mail.taking_in import RECIPIENTS_MAX, addresses_here, store
from booking.interfaces.mail.tokens import forget_token, token_for
from booking.messages.incoming.headers import HEADER_BYTES_MAX, headers_of
from booking.messages.incoming.values import MailDoor, Why

log = logging.getLogger("booking.mail")

AT_ONCE = 50
TIMEOUT_SECONDS = 30
SIZE = b"RFC822.SIZE"
WHOLE = b"BODY.PEEK[]", b"BODY[]"
"""How it is asked for, and how that is called in the answer (RFC 3501 §7.4.2)."""
HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES_MAX}>".encode(), b"BODY[HEADER]<0>"
FOR_WHOM = ("delivered-to", "x-original-to", "envelope-to")
"""Where a mail server writes down for whom it took a mail, which the envelope said (RFC 5321)."""
OTHERWISE = ("to", "cc")


class MailboxAway(OSError):
    """The mailbox cannot be read now; the job is done again later."""


def fetch_mail(database: Database, settings: Settings, now: datetime) -> int:
    """Store what is in the mailbox, some at a time; returns how many were there.

    Raises :class:`MailboxAway` and :class:`Unavailable`.
    """
    imap = settings.mail_in.imap
    try:
        with _opened(imap, database.memory, now) as (mailbox, version):
            numbers = mailbox.search(["UNSEEN" if imap.afterwards == "seen" else "UNDELETED"])
            for number in sorted(numbers)[:AT_ONCE]:
                raw, why = _read(mailbox, number, bytes_max=settings.mail_in.bytes_max)
                origin = f"{imap.user} {imap.folder} {version} {number}"
                _store(database, settings, raw, why, origin=origin, now=now)
                _deal_with(mailbox, number, imap)
            return len(numbers)
    except (IMAPClientError, ssl.SSLError, OSError) as trouble:
        raise MailboxAway(f"{imap.host}: {type(trouble).__name__}: {trouble}") from trouble


@contextmanager
def _opened(imap: Imap, memory: dict[str, Any], now: datetime) -> Iterator[tuple[IMAPClient, int]]:
    """The folder, and the version of its numbering (RFC 3501 §2.3.1.1)."""
    with IMAPClient(imap.host, imap.port, ssl=imap.use_tls, timeout=TIMEOUT_SECONDS) as mailbox:
        if imap.oauth.token_address:
            _come_in_with_token(mailbox, imap, memory, now)
        else:
            mailbox.login(imap.user, imap.password.get_secret_value())
        folder: dict[bytes, Any] = mailbox.select_folder(imap.folder)
        yield mailbox, int(folder[b"UIDVALIDITY"])


def _come_in_with_token(
    mailbox: IMAPClient, imap: Imap, memory: dict[str, Any], now: datetime
) -> None:
    """By RFC 7628 where the server has only that; the older XOAUTH2 is what all large ones have."""
    token = token_for(imap.oauth, memory, now=now)
    has_new_only = mailbox.has_capability("AUTH=OAUTHBEARER") and not mailbox.has_capability(
        "AUTH=XOAUTH2"
    )
    try:
        (mailbox.oauthbearer_login if has_new_only else mailbox.oauth2_login)(imap.user, token)
    except IMAPClientError:
        forget_token(memory)
        raise


def _read(mailbox: IMAPClient, number: int, *, bytes_max: int) -> tuple[bytes, Why | None]:
    """The mail; of one that is too large only the headers, and why it is set aside."""
    size = mailbox.fetch([number], [SIZE])[number][SIZE]
    (asked, answer), why = (WHOLE, None) if size <= bytes_max else (HEADER, Why.TOO_BIG)
    return mailbox.fetch([number], [asked])[number][answer], why


def _store(
    database: Database,
    settings: Settings,
    raw: bytes,
    why: Why | None,
    *,
    origin: str,
    now: datetime,
) -> None:
    """For each room it is for; for nobody in particular when that is nowhere to be read."""
    written: Sequence[str] = []
    returned_to = ""
    try:
        written, returned_to = _written_for(raw)
    except Exception:  # what email raises over odd headers has no end: the next has its turn
        log.exception("mail was set aside", extra={"origin": origin})
        why = why or Why.TROUBLE
    here = addresses_here(database, settings, written, now)[:RECIPIENTS_MAX]
    store(
        database, door=MailDoor.IMAP, recipients=here or [settings.mail_in.imap.user],
        envelope_sender=returned_to, raw=raw, now=now, origin=origin, why=why,
    )  # fmt: skip


def _written_for(raw: bytes) -> tuple[Sequence[str], str]:
    """The addresses that the headers name, and to whom it bounces: empty for who has nobody."""
    message = BytesHeaderParser().parsebytes(headers_of(raw)[:HEADER_BYTES_MAX])
    named = [str(value) for name in FOR_WHOM for value in message.get_all(name, [])]
    others = [str(value) for name in OTHERWISE for value in message.get_all(name, [])]
    back = message.get("return-path")
    sender = parseaddr(str(back if back is not None else message.get("from", "")))[1]
    return [address for _, address in getaddresses(named or others)], sender


def _deal_with(mailbox: IMAPClient, number: int, imap: Imap) -> None:
    match imap.afterwards:
        case "seen":
            mailbox.add_flags([number], [b"\\Seen"])
        case "move" if mailbox.has_capability("MOVE"):
            mailbox.move([number], imap.handled_folder)
        case "move":
            mailbox.copy([number], imap.handled_folder)
            _delete(mailbox, number)
        case "delete":
            _delete(mailbox, number)


def _delete(mailbox: IMAPClient, number: int) -> None:
    """For good where that can be done without touching what others deleted (RFC 4315)."""
    mailbox.delete_messages([number])
    if mailbox.has_capability("UIDPLUS"):
        mailbox.uid_expunge([number])
