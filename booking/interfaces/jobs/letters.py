"""Letters leave the outbox."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from booking.foundation.database import retried
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.delivery import (
    Outcome,
    drop_stale_letters,
    has_letters_due,
    letters_due,
    note_outcome,
    put_off_all_due,
)
from booking.messages.models import Letter
from booking.messages.reminders import drop_untrue_reminders
from booking.messages.smtp import MailServerAway, deliver

AT_ONCE = 50


def send_letters(workplace: Workplace, _task: Task, now: datetime) -> None:
    """Send what is due, over one connection.

    No transaction is open meanwhile: a mail server may take its time. The lease of the job sees
    to it that no two processes do this at once.
    """
    if not workplace.settings.mail.host:
        return  # letters wait until there is a mail server
    with workplace.database.reading() as session:
        if not has_letters_due(session, now=now):
            return
    _drop_stale(workplace, now)

    def note(letter: Letter, outcome: Outcome) -> None:
        _note(workplace, letter.id or 0, outcome)

    try:
        asyncio.run(deliver(_waiting(workplace), workplace.settings, note))
    except MailServerAway as away:
        _put_off(workplace, str(away))


def _waiting(workplace: Workplace) -> Iterator[Letter]:
    """Letter after letter, as long as any is due: when one left, another about it may follow."""
    while True:
        with workplace.database.reading() as session:
            letters = letters_due(session, now=workplace.clock(), count_max=AT_ONCE)
        if not letters:
            return
        for letter in letters:
            workplace.rest()
            yield letter


@retried
def _note(workplace: Workplace, letter_id: int, outcome: Outcome) -> None:
    with workplace.database.writing() as session:
        note_outcome(session, letter_id, outcome, now=workplace.clock(),
                     is_forgotten=not workplace.settings.is_demo)  # fmt: skip


@retried
def _put_off(workplace: Workplace, trouble: str) -> None:
    with workplace.database.writing() as session:
        put_off_all_due(session, trouble, now=workplace.clock())


@retried
def _drop_stale(workplace: Workplace, now: datetime) -> None:
    with workplace.database.writing() as session:
        drop_stale_letters(session, now=now)
        drop_untrue_reminders(session)
