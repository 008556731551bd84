"""Letters leave the outbox."""

from datetime import datetime

from booking.foundation.database import retried
from booking.interfaces.jobs.workplace import Task, Workplace
from booking.messages.outbox import drop_letter, is_stale, letter_to_send, mark_sent
from booking.messages.smtp import envelope_sender_of, message_of, send


def send_letter(workplace: Workplace, task: Task, now: datetime) -> None:
    """Send one letter. No transaction is open meanwhile: a mail server may take its time."""
    letter_id: int = task["letter_id"]
    with workplace.database.reading() as session:
        letter = letter_to_send(session, letter_id)
    if letter is None or not workplace.settings.mail.host:
        return  # sent before; or it waits until there is a mail server: see the next start
    if is_stale(letter, now=now):
        _drop(workplace, letter_id)
        return
    settings = workplace.settings
    sender = envelope_sender_of(letter, settings)
    send(message_of(letter, settings), settings.mail, envelope_sender=sender)
    _mark_sent(workplace, letter_id, now)


@retried
def _mark_sent(workplace: Workplace, letter_id: int, now: datetime) -> None:
    with workplace.database.writing() as session:
        is_forgotten = not workplace.settings.is_demo
        mark_sent(session, letter_id, now=now, is_forgotten=is_forgotten)


@retried
def _drop(workplace: Workplace, letter_id: int) -> None:
    with workplace.database.writing() as session:
        drop_letter(session, letter_id)
