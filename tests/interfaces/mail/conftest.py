"""Doors for mail on loopback, a mail server that takes in what we answer, and a day of work."""

import smtplib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.settings import MailIn
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.interfaces.mail.listening import MailListener
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.values import MailDoor
from tests.interfaces.jobs.conftest import Clock, Mailbox, clock, mailbox, workplace
from tests.postgresql import free_port
from tests.town_hall import TownHall

__all__ = ["clock", "mailbox", "workplace"]

DOMAIN = "ruimtes.voorbeeldstad.example"
OUR_MAIL_SERVER = "mx.voorbeeldstad.example"
FATIMA = "fatima@voorbeeldstad.example"


def vouched_for(sender: str) -> str:
    """What our own mail server writes on top of a mail that passed."""
    domain = sender.rpartition("@")[2]
    return f"{OUR_MAIL_SERVER}; spf=pass smtp.mailfrom={sender}; dmarc=pass header.from={domain}"


def written(
    sender: str = FATIMA,
    words: str = "Goedendag",
    *,
    calendar: str | None = None,
    subject: str = "Overleg",
) -> EmailMessage:
    """A mail as a calendar program makes it, after our mail server saw it."""
    mail = EmailMessage()
    mail["Authentication-Results"] = vouched_for(sender)
    mail["From"] = f"Wie Schrijft <{sender}>"
    mail["To"] = f"1-14@{DOMAIN}"
    mail["Subject"] = subject
    mail["Message-ID"] = "<een-bericht@agenda.example>"
    mail.set_content(words)
    if calendar is not None:
        mail.add_alternative(
            calendar.encode(), maintype="text", subtype="calendar", cte="base64",
            params={"method": "REQUEST", "charset": "UTF-8"},
        )  # fmt: skip
    return mail


@dataclass
class PostOffice:
    """Our doors for mail, and the work behind them."""

    workplace: Workplace
    lmtp_port: int
    smtp_port: int

    @property
    def database(self) -> Database:
        return self.workplace.database

    def lmtp(self) -> smtplib.LMTP:
        return smtplib.LMTP("127.0.0.1", self.lmtp_port, timeout=20)

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20)

    def deliver(
        self, mail: EmailMessage | bytes, *to: str, envelope_sender: str = FATIMA
    ) -> dict[str, tuple[int, bytes]]:
        """By LMTP, as a mail server does; returns who was refused, and how."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        refused, taken = {}, []
        with self.lmtp() as door:
            door.ehlo()
            door.mail(envelope_sender)
            for name in to:
                answer = door.rcpt(name)
                if answer[0] == 250:
                    taken.append(name)
                else:
                    refused[name] = answer
            if taken:
                refused |= self.hand_over(door, raw, taken)
        return refused

    def hand_over(
        self, door: smtplib.LMTP, raw: bytes, to: list[str]
    ) -> dict[str, tuple[int, bytes]]:
        """What smtplib leaves out: after the mail each recipient has an answer of its own."""
        door.putcmd("data")
        assert door.getreply()[0] == 354
        lines = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        door.send(smtplib._quote_periods(lines) + b"\r\n.\r\n")  # type: ignore[attr-defined]  # noqa: SLF001
        answers = {name: door.getreply() for name in to}
        return {name: answer for name, answer in answers.items() if answer[0] != 250}

    def work(self) -> None:
        while do_one_job(self.workplace):
            pass

    def mails(self) -> list[IncomingMail]:
        with self.database.reading() as session:
            return list(session.exec(select(IncomingMail).order_by(col(IncomingMail.id))))


@pytest.fixture
def office(
    workplace: Workplace, hall: TownHall, clock: Clock, mailbox: Mailbox
) -> Iterator[PostOffice]:
    lmtp, smtp = free_port(), free_port()
    mail_in = MailIn(domain=DOMAIN, authserv_id=OUR_MAIL_SERVER, lmtp=f"127.0.0.1:{lmtp}",
                     smtp=f"127.0.0.1:{smtp}", bytes_max=200_000)  # fmt: skip
    settings = workplace.settings.model_copy(update={"mail_in": mail_in})
    place = Workplace(settings, workplace.database, clock)
    doors = [MailListener(door, settings, place.database, clock)
             for door in (MailDoor.LMTP, MailDoor.SMTP)]  # fmt: skip
    mailbox.open()
    with ExitStack() as opened:
        for door in doors:
            door.start()
            opened.callback(door.stop)
        yield PostOffice(place, lmtp, smtp)
