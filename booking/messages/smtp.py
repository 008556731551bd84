"""Handing a letter to the mail server."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from booking.foundation.settings import Mail, Settings
from booking.messages.models import Letter

TIMEOUT_SECONDS = 10
# the usual 78 would fold a Message-ID onto a line of its own, which some servers misread
UNFOLDED = SMTP.clone(max_line_length=250)


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """The letter as mail: text and HTML, known as automatic (RFC 3834), the same each time.

    Raises ValueError for an address that is none; lines cannot be forged, since the headers
    are of one line by the column's type and refused by EmailMessage otherwise.
    """
    message = EmailMessage(policy=UNFOLDED)
    message["Message-ID"] = f"<{letter.message_id}>"
    message["Date"] = format_datetime(letter.created_at)
    message["From"] = Address(settings.municipality, addr_spec=settings.mail.sender)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    message["Content-Language"] = letter.language  # last: setting content wipes Content-*
    return message


def send(message: EmailMessage, mail: Mail) -> None:
    """Give ``message`` to the configured server. Raises OSError or SMTPException."""
    domain = str(message["Message-ID"]).rpartition("@")[2].rstrip(">")
    with smtplib.SMTP(mail.host, mail.port, local_hostname=domain,
                      timeout=TIMEOUT_SECONDS) as server:  # fmt: skip
        if mail.use_starttls:
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password.get_secret_value())
        server.send_message(message)
