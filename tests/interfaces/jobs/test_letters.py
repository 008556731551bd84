"""Letters leave: once, in order, later when the mail server is away, and never lost."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.jobs import LEASE
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.delivery import ATTEMPTS_MAX, gap_after
from booking.messages.models import Letter
from booking.messages.values import Answered, Envelope
from tests.interfaces.jobs.conftest import Clock, Mailbox, do_all, post

MINE = Envelope(about="a-reservation")


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.exec(select(Letter).order_by(Letter.id)))  # type: ignore[arg-type]


def work_until(workplace: Workplace, clock: Clock, *, hours: float, steps: int = 4) -> None:
    """Let time pass in ``steps``, with the worker at work."""
    for _ in range(steps):
        clock.move(hours=hours / steps)
        do_all(workplace)


def test_letters_arrive_once_as_written_over_one_connection(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.open()
    posted = [post(workplace, to=f"reader{n}@wijkzorg.example") for n in range(5)]

    do_all(workplace)
    work_until(workplace, clock, hours=1)

    ids = [message["Message-ID"] for message in mailbox.received]
    assert ids == [f"<{letter.message_id}>" for letter in posted]
    assert mailbox.recipients == [letter.recipient for letter in posted]
    assert len(mailbox.connections) == 1
    assert {(letter.sent_at, letter.text) for letter in letters(workplace.database)} == {
        (workplace.clock() - timedelta(hours=1), "")
    }


def test_after_a_day_without_mail_server_all_follow_once_and_in_order(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    for minutes in range(1, 25):
        post(workplace, minutes=minutes, cover=MINE)
        work_until(workplace, clock, hours=1)
    first, *_ = letters(workplace.database)
    assert first.attempt_count > 10
    assert "SMTPConnectError" in first.trouble

    mailbox.open()
    work_until(workplace, clock, hours=2)

    assert [int(subject.split()[4]) for subject in mailbox.subjects] == list(range(1, 25))


def test_what_is_refused_for_good_is_set_aside_and_the_others_leave(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.answers["gone@wijkzorg.example"] = "550 5.1.1 No such person here"
    mailbox.open()
    odd = ("no address", "=?a?q?x?=@evil.example", "=?utf-8?q?x?=@evil.example")
    for to in ("gone@wijkzorg.example", *odd, "ravi@wijkzorg.example"):
        post(workplace, to=to, cover=MINE)

    work_until(workplace, clock, hours=1)

    assert mailbox.recipients == ["ravi@wijkzorg.example"]
    *refused, _ = letters(workplace.database)
    assert refused[0].trouble == "550 5.1.1 No such person here"
    assert [letter.attempt_count for letter in refused] == [1] * 4
    assert all(letter.set_aside_at is not None for letter in refused)


def test_a_letter_waits_for_the_earlier_one_about_the_same_reservation(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.answers["ravi@wijkzorg.example"] = "451 4.3.0 Try again later"
    mailbox.open()
    for minutes in (1, 2):
        post(workplace, minutes=minutes, cover=MINE)
    do_all(workplace)
    mailbox.answers.clear()
    post(workplace, minutes=3, cover=MINE)
    post(workplace, minutes=4, cover=Envelope(about="another"))
    do_all(workplace)
    assert mailbox.subjects == ["Inloggen: uw link werkt 4 minuten"]

    work_until(workplace, clock, hours=0.25)

    assert [subject.split()[4] for subject in mailbox.subjects] == ["4", "1", "2", "3"]


def test_a_server_that_hangs_up_on_a_letter_gets_the_others_and_later_the_same_again(
    workplace: Workplace, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang_up(server: Any, session: Any, envelope: SmtpEnvelope) -> str:
        answer = mailbox.take_in(server, session, envelope)
        if len(mailbox.received) == 1:
            server.transport.abort()
        return answer

    monkeypatch.setattr(mailbox, "handle_DATA", hang_up)
    mailbox.open()
    for to in ("els@wijkzorg.example", "ravi@wijkzorg.example"):
        post(workplace, to=to)
    work_until(workplace, clock, hours=0.25)

    assert mailbox.recipients == [
        "els@wijkzorg.example", "ravi@wijkzorg.example", "els@wijkzorg.example",
    ]  # fmt: skip
    first, _, again = mailbox.received
    assert first["Message-ID"] == again["Message-ID"]


def test_a_reminder_that_came_too_late_is_dropped(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    post(workplace, stale_after=timedelta(minutes=10))
    do_all(workplace)
    mailbox.open()
    clock.move(minutes=11)
    do_all(workplace)

    assert mailbox.received == []
    assert letters(workplace.database) == []


def test_without_a_mail_server_letters_wait_until_there_is_one(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    settings = workplace.settings
    nowhere = settings.model_copy(update={"mail": settings.mail.model_copy(update={"host": ""})})
    post(replace(workplace, settings=nowhere))
    do_all(replace(workplace, settings=nowhere))
    mailbox.open()
    work_until(workplace, clock, hours=0.25)

    assert len(mailbox.received) == 1


def test_an_answer_of_a_machine_leaves_with_an_empty_envelope_sender(
    workplace: Workplace, mailbox: Mailbox
) -> None:
    mailbox.open()
    post(workplace, cover=Envelope(answered=Answered("<a@x.example>")))
    post(workplace)
    do_all(workplace)

    assert [mail["X-MailFrom"] for mail in mailbox.received] == [
        "<>", "woonkamer@voorbeeldstad.example",
    ]  # fmt: skip


def test_a_server_that_wants_a_password_refuses_no_letter(
    workplace: Workplace, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.answers[""] = "530 5.7.0 Authentication required"
    mailbox.open()
    post(workplace)
    do_all(workplace)

    (letter,) = letters(workplace.database)
    assert (letter.set_aside_at, letter.trouble) == (None, "530 5.7.0 Authentication required")
    assert letter.due_at > clock.now


def test_the_gaps_grow_and_end_after_two_days() -> None:
    gaps = [gap_after(count) for count in range(ATTEMPTS_MAX - 1)]

    assert gaps == sorted(gaps)
    assert timedelta(hours=48) < sum(gaps, timedelta()) < timedelta(hours=50)


DIES = """
import os, signal, sys
from datetime import datetime
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from tests.interfaces.jobs.conftest import post

url, settings, now, is_sent = sys.argv[1:]
now = datetime.fromisoformat(now)
place = Workplace(Settings.model_validate_json(settings), Database(url), lambda: now)
post(place)
print(os.getpid(), flush=True)
if is_sent == "no":
    os.kill(os.getpid(), signal.SIGKILL)
do_one_job(place)
"""


@pytest.mark.parametrize("is_sent", ["no", "yes"])
def test_killed_between_commit_and_send_nothing_is_lost(
    workplace: Workplace, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    is_sent: str,
) -> None:  # fmt: skip
    """Killed before it sent; or just when the server had taken the letter, before it said so."""

    async def kill(server: Any, session: Any, envelope: SmtpEnvelope) -> str:
        os.kill(pid, signal.SIGKILL)
        return mailbox.take_in(server, session, envelope)

    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "handle_DATA", kill)
        mailbox.open()
        url = workplace.database.url.render_as_string(hide_password=False)
        settings = workplace.settings.model_dump_json(exclude={"secret"})[:-1]
        settings += f', "secret": "{workplace.settings.secret.get_secret_value()}"}}'
        settings = settings.replace('"password":"**********"', '"password":""')
        with subprocess.Popen(
            [sys.executable, "-c", DIES, url, settings, clock.now.isoformat(), is_sent],
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            pid = int(process.stdout.readline())
            assert process.wait() == -signal.SIGKILL

    do_all(workplace)
    clock.move(seconds=LEASE.total_seconds())
    do_all(workplace)
    work_until(workplace, clock, hours=0.5)

    (letter,) = letters(workplace.database)
    ids = [mail["Message-ID"] for mail in mailbox.received]
    assert ids == [f"<{letter.message_id}>"] * (2 if is_sent == "yes" else 1)
    assert letter.sent_at is not None


def test_what_arrives_is_what_a_mail_program_reads(workplace: Workplace, mailbox: Mailbox) -> None:
    mailbox.open()
    post(workplace)
    do_all(workplace)

    mail = message_from_bytes(bytes(mailbox.received[0]), policy=default)
    plain = mail.get_body(("plain",))  # type: ignore[attr-defined]
    assert "/inloggen/link/abc" in plain.get_content()
    assert mail.defects == []
