"""Mail comes in by LMTP or SMTP (RFC 2033, RFC 5321), from a mail server of our own.

It is no server for the world: who may connect says the network, and who wrote says the mail
server in front, which is also the one to keep rubbish out.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from typing_extensions import override

from booking.foundation.database import Database
from booking.foundation.errors import StorageFull, Unavailable
from booking.foundation.settings import Settings
from booking.interfaces.clock import Clock
from booking.interfaces.mail.taking_in import RECIPIENTS_MAX, addresses_here, store
from booking.messages.incoming.headers import has_too_much_header
from booking.messages.incoming.operations import MailboxFull
from booking.messages.incoming.values import MailDoor

log = logging.getLogger("booking.mail")

SILENT_SECONDS_MAX = 120
READY_SECONDS_MAX = 60  # a slow machine may take its time to start
IDENT = "Woonkamer"

OK = "250 2.0.0 Stored"
UNKNOWN = "550 5.1.1 No room with this address"
TOO_MANY = "452 4.5.3 Too many recipients, send the rest apart"
TOO_MUCH_HEADER = "554 5.3.4 Too much header"
AWAY = "451 4.3.0 Not now, please try again"
FULL = "452 4.3.1 No room to store it, please try again"


class MailHandler:
    """What aiosmtpd asks of us in a conversation; the database is asked in threads."""

    def __init__(
        self, door: MailDoor, settings: Settings, database: Database, clock: Clock
    ) -> None:
        self.door = door
        self.settings = settings
        self.database = database
        self.clock = clock

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return TOO_MANY
        try:
            found = await asyncio.to_thread(
                addresses_here, self.database, self.settings, [address], self.clock()
            )
        except Unavailable as trouble:
            log.warning("a recipient could not be looked up", extra={"cause": str(trouble)})
            return AWAY
        if not found:
            return UNKNOWN
        envelope.rcpt_tos.append(found[0])
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes), "decode_data is off"
        if has_too_much_header(raw):
            return TOO_MUCH_HEADER
        recipients = list(dict.fromkeys(envelope.rcpt_tos))
        try:
            await asyncio.to_thread(
                store, self.database, door=self.door, recipients=recipients,
                envelope_sender=(envelope.mail_from or "").strip("<>"), raw=raw, now=self.clock(),
            )  # fmt: skip
        except (MailboxFull, StorageFull) as trouble:
            log.warning("mail was put off", extra={"cause": str(trouble)})
            return FULL
        except Unavailable as trouble:
            log.warning("mail was put off", extra={"cause": str(trouble)})
            return AWAY
        return OK


class RoomLMTP(LMTP):
    """After the mail each recipient has an answer of its own (RFC 2033 §4.2).

    aiosmtpd gives one, also where it refuses the mail itself. Ours are stored all or none.
    """

    _answer_count = 1

    @syntax("DATA")
    @override
    async def smtp_DATA(self, arg: str) -> None:
        self._answer_count = max(1, len(self.envelope.rcpt_tos) if self.envelope else 0)
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answer_count = 1

    @override
    async def push(self, status: Any) -> None:
        is_final = isinstance(status, str) and not status.startswith("354")
        for _ in range(self._answer_count if is_final else 1):
            await super().push(status)


KINDS: dict[MailDoor, type[SMTP]] = {MailDoor.LMTP: RoomLMTP, MailDoor.SMTP: SMTP}


class MailListener(Controller):
    """Listens in a thread of its own, on one address; ``start`` and ``stop`` go with the app."""

    def __init__(
        self, door: MailDoor, settings: Settings, database: Database, clock: Clock
    ) -> None:
        address = settings.mail_in.lmtp if door is MailDoor.LMTP else settings.mail_in.smtp
        host, _, port = address.rpartition(":")
        self.kind = KINDS[door]
        self.is_shared = not database.is_sqlite  # there each process listens
        super().__init__(
            MailHandler(door, settings, database, clock), hostname=host.strip("[]"),
            port=int(port), data_size_limit=settings.mail_in.bytes_max, ident=IDENT,
            server_hostname=settings.mail_in.domain, timeout=SILENT_SECONDS_MAX,
            ready_timeout=READY_SECONDS_MAX,
        )  # fmt: skip

    @override
    def factory(self) -> SMTP:
        return self.kind(self.handler, **self.SMTP_kwargs)

    @override
    def _run(self, ready_event: threading.Event) -> None:
        """Where it cannot listen, ``start`` says so at once."""
        try:
            super()._run(ready_event)
        finally:
            self.loop.close()  # aiosmtpd leaves it open then; twice is once
            ready_event.set()

    @override
    def _trigger_server(self) -> None:
        """Try whether a conversation can be made, as ``start`` wants to know, by making one.

        aiosmtpd connects to the address; where several processes share it, another may answer.
        """
        if self._thread_exception is None:
            self.loop.call_soon_threadsafe(self._factory_invoker)
        else:
            self._factory_invoked.set()

    @override
    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(
            self._factory_invoker, host=self.hostname, port=self.port,
            reuse_port=self.is_shared or None,
        )  # fmt: skip


def listeners(settings: Settings, database: Database, clock: Clock) -> list[MailListener]:
    """Those that this installation has."""
    asked = {MailDoor.LMTP: settings.mail_in.lmtp, MailDoor.SMTP: settings.mail_in.smtp}
    return [MailListener(door, settings, database, clock) for door in asked if asked[door]]
