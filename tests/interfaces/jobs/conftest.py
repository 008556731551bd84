"""A workplace on a real database, with a clock that the test moves and a real mail server."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.header import decode_header, make_header
from email.message import Message
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from aiosmtpd.smtp import Envelope

from booking.foundation.database import Database
from booking.foundation.settings import Mail, Settings
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.messages.values import PLAIN
from booking.messages.values import Envelope as Cover
from tests.messages.test_outbox import Reader
from tests.together import all_at_once

READY_SECONDS_MAX = 60  # on a slow machine


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Mailbox(MessageHandler):
    """What a mail server on loopback took in."""

    received: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    """What it says to a mail for this address, if not 250; or to all of them: ""."""

    def __post_init__(self) -> None:
        super().__init__()
        self._controller: Any = None
        self._place = socket()  # kept from others while closed: who binds lets us listen, no more
        self._place.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        self._place.bind(("127.0.0.1", 0))
        self.port: int = self._place.getsockname()[1]

    def handle_message(self, message: Message) -> None:
        self.received.append(message)
        self.recipients.append(str(message["X-RcptTo"]))

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.connections.add(session)
        envelope.rcpt_tos.append(address)
        return self.answers.get(address) or self.answers.get("") or "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd's name
        self, server: Any, session: Any, envelope: Envelope
    ) -> str:
        return self.take_in(server, session, envelope)

    def take_in(self, _server: Any, session: Any, envelope: Envelope) -> str:
        self.handle_message(self.prepare_message(session, envelope))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(make_header(decode_header(mail["Subject"]))) for mail in self.received]

    def open(self) -> None:
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ready_timeout=READY_SECONDS_MAX
        )
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def leave(self) -> None:
        self.close()
        self._place.close()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Closed until the test opens it."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.leave()


@pytest.fixture
def workplace(database: Database, clock: Clock, mailbox: Mailbox) -> Workplace:
    settings = Settings(
        secret="5up3r-b4d-but-long-enough-for-tests-0123456789",  # type: ignore[arg-type]
        base_address="https://woonkamer.voorbeeldstad.example",
        security_contact="mailto:security@voorbeeldstad.example",
        mail=Mail(host="127.0.0.1", port=mailbox.port, use_starttls=False,
                  sender="woonkamer@voorbeeldstad.example"),
    )  # fmt: skip
    return Workplace(settings, database, clock)


def post(
    workplace: Workplace, *, to: str = "ravi@wijkzorg.example", minutes: int = 10,
    stale_after: timedelta | None = None, cover: Cover = PLAIN,
) -> Letter:  # fmt: skip
    """A letter; by its ``minutes`` its subject can be known."""
    now = workplace.clock()
    with workplace.database.writing() as session:
        return post_letter(
            session, workplace.settings, "sign_in_link", to=Reader(email=to), now=now,
            stale_at=now + stale_after if stale_after else None, envelope=cover, minutes=minutes,
            address=f"{workplace.settings.base_address}/inloggen/link/abc",
        )  # fmt: skip


def do_all(workplace: Workplace) -> int:
    """Do every job that is due, in a thread as the worker has: here a loop may be running."""
    [count] = all_at_once([workplace], _do_all)
    return count


def _do_all(workplace: Workplace) -> int:
    count = 0
    while do_one_job(workplace):
        count += 1
    return count
