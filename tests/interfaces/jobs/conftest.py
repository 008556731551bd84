"""A workplace on a real database, with a clock that the test moves and a real mail server."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from booking.foundation.database import Database
from booking.foundation.settings import Mail, Settings
from booking.interfaces.jobs.workplace import Workplace
from tests.postgresql import free_port


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

    port: int = field(default_factory=free_port)
    received: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._controller: Any = None

    def handle_message(self, message: Message) -> None:
        self.received.append(message)
        self.recipients.append(str(message["X-RcptTo"]))

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Closed until the test opens it."""
    mailbox = Mailbox()
    yield mailbox
    mailbox.close()


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
