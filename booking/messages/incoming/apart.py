"""A mail is read in a process of its own, with little time and memory: a bomb goes off there."""

from datetime import datetime

from booking.calendars.itip.values import Mailbox
from booking.foundation.apart import Died, TookTooMuch, do_apart
from booking.messages.incoming.understanding import understand_mail
from booking.messages.incoming.values import Understood, UnreadableMail, Why

CPU_SECONDS_MAX = 10


def read_apart(raw: bytes, mailbox: Mailbox | None, received_at: datetime) -> Understood:
    """Raises :class:`UnreadableMail`, also where reading took too much."""
    try:
        return do_apart(understand_mail, raw, mailbox, received_at,
                        cpu_seconds=CPU_SECONDS_MAX, tells=(UnreadableMail,))  # fmt: skip
    except TookTooMuch as error:
        raise UnreadableMail(Why.TOO_HEAVY, str(error)) from error
    except Died as error:
        raise UnreadableMail(Why.TROUBLE, str(error)) from error
