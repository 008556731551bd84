"""From raw mail to an invitation, in plain values. No session: mail is read in a process apart."""

from datetime import datetime

from booking.calendars.ical_in import read_calendar
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
    if mail.calendar is None or not sender:
        return Understood(mail)
    try:
        if mailbox is None:
            return Understood(mail, calendar=read_calendar(mail.calendar))
        delivery = Delivery(mailbox, sender, received_at, mail.message_id)
        return Understood(mail, understand(mail.calendar, delivery))
    except Refused as refusal:
        return Understood(mail, refusal=refusal)
