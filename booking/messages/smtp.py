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
CALENDAR_FILE = "agenda.ics"
SEVEN_BIT = "quoted-printable"  # what every mail server takes
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
    message["From"] = Address(
        letter.sender_name or settings.municipality,
        addr_spec=letter.sender or settings.mail.sender,
    )
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-replied" if letter.is_answer else "auto-generated"
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = f"{letter.earlier_ids} {letter.in_reply_to}".strip()
    message.set_content(letter.text, cte=SEVEN_BIT)
    message.add_alternative(letter.html, subtype="html", cte=SEVEN_BIT)
    if letter.calendar:
        _carry(message, letter.calendar.encode(), letter.calendar_method)
    message["Content-Language"] = letter.language  # last: setting content wipes Content-*
    return message


def _carry(message: EmailMessage, calendar: bytes, method: str) -> None:
    """Put the calendar file in, for those who read parts and for those who read attachments.

    Outlook takes the first part of a mixed mail and the last alternative it knows (RFC 6047
    §2.4); base64, since a line of it may be longer than mail allows.
    """
    message.add_alternative(
        calendar, maintype="text", subtype="calendar", cte="base64",
        params={"charset": "UTF-8", "method": method},
    )  # fmt: skip
    message.add_attachment(
        calendar, maintype="application", subtype="ics", cte="base64", filename=CALENDAR_FILE
    )


def envelope_sender_of(letter: Letter, settings: Settings) -> str:
    """Where it goes back to when it cannot be delivered: nowhere when it is an answer."""
    return "" if letter.is_answer else letter.sender or settings.mail.sender


def send(message: EmailMessage, mail: Mail, *, envelope_sender: str) -> None:
    """Give ``message`` to the configured server. Raises OSError or SMTPException."""
    domain = str(message["Message-ID"]).rpartition("@")[2].rstrip(">")
    with smtplib.SMTP(mail.host, mail.port, local_hostname=domain,
                      timeout=TIMEOUT_SECONDS) as server:  # fmt: skip
        if mail.use_starttls:
            server.starttls(context=ssl.create_default_context())
        if mail.user:
            server.login(mail.user, mail.password.get_secret_value())
        server.send_message(message, from_addr=envelope_sender)
