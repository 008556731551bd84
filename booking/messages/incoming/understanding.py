"""From raw mail to an invitation, in plain values. No session: mail is read in a process apart."""

from datetime import datetime

from booking.calendars.itip.reading import understand
from booking.calendars.itip.values import Delivery, Mailbox
from booking.foundation.errors import Refused
from booking.messages.incoming.headers import sender_of
from booking.messages.incoming.reading import read_mail
from booking.messages.incoming.values import Understood


def understand_mail(raw: bytes, mailbox: Mailbox | None, received_at: datetime) -> Understood:
    """Raises UnreadableMail."""
    mail = read_mail(raw)
    sender = sender_of(mail)
    if mailbox is None or mail.calendar is None or not sender:
        return Understood(mail)
    delivery = Delivery(mailbox, sender, received_at, mail.message_id)
    try:
        return Understood(mail, understand(mail.calendar, delivery))
    except Refused as refusal:
        return Understood(mail, refusal=refusal)
