"""What all doors for mail do: find whose it is, and store it before anybody hears it is here."""

from collections.abc import Sequence
from datetime import datetime

from booking.foundation.database import Database, retried
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.messages.incoming.addresses import recipient_of
from booking.messages.incoming.operations import take_in
from booking.messages.incoming.values import MailDoor, Why

RECIPIENTS_MAX = 50


def addresses_here(
    database: Database, settings: Settings, addresses: Sequence[str], now: datetime
) -> list[str]:
    """Those for whom mail is taken in, as they are written here, each once."""
    with database.reading() as session:
        found = [
            recipient_of(session, settings, address, today=day_of(now)) for address in addresses
        ]
    return list(dict.fromkeys(recipient.address for recipient in found if recipient))


@retried
def store(
    database: Database,
    *,
    door: MailDoor,
    recipients: Sequence[str],
    envelope_sender: str,
    raw: bytes,
    now: datetime,
    origin: str | None = None,
    why: Why | None = None,
) -> None:
    """Raises :class:`Unavailable`; without it the mail is on disk."""
    with database.writing() as session:
        take_in(session, door=door, recipients=recipients, envelope_sender=envelope_sender,
                raw=raw, now=now, origin=origin, why=why)  # fmt: skip
