"""Letters as mail, and handing them to the mail server: many over one connection."""

import asyncio
from collections.abc import Callable, Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from booking.foundation.settings import Mail, Settings
from booking.messages.delivery import Fate, Outcome
from booking.messages.models import Letter

TIMEOUT_SECONDS = 10
LETTER_SECONDS_MAX = 30
TURN_SECONDS_MAX = 60
"""Well within the lease of a job, and other work waits as long at most."""
REFUSED_FOR_GOOD = 500
WANTS_A_PASSWORD = {530, 534, 535, 538}  # RFC 4954 §6: no word about the letter
CALENDAR_FILE = "agenda.ics"
SEVEN_BIT = "quoted-printable"  # what every mail server takes
# the usual 78 would fold a Message-ID onto a line of its own, which some servers misread
UNFOLDED = SMTP.clone(max_line_length=250)


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """The letter as mail: text and HTML, known as automatic (RFC 3834), the same each time.

    Raises over an address that is none, mostly ValueError; lines cannot be forged, since the
    headers are of one line by the column's type and refused by EmailMessage otherwise.
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


class MailServerAway(Exception):
    """It does not answer, or does not let us in: nothing can leave now."""


def server_of(mail: Mail, *, local_hostname: str) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(
        hostname=mail.host, port=mail.port, local_hostname=local_hostname,
        start_tls=mail.use_starttls, username=mail.user or None,
        password=mail.password.get_secret_value() or None, timeout=TIMEOUT_SECONDS,
    )  # fmt: skip


async def deliver(
    letters: Iterable[Letter], settings: Settings, note: Callable[[Letter, Outcome], None]
) -> None:
    """Hand over ``letters`` one after another and ``note`` of each what became of it.

    ``letters`` is asked for the next when the one before is noted, and not after
    TURN_SECONDS_MAX. Raises :class:`MailServerAway`; what was not noted then is still here.
    """
    clock = asyncio.get_running_loop().time
    ends_at = clock() + TURN_SECONDS_MAX
    server = server_of(settings.mail, local_hostname=host_of(settings))
    try:
        for letter in letters:
            if not server.is_connected:  # at first, or after a letter on which it hung up
                await _connect(server)
            note(letter, await _hand_over(server, letter, settings))
            if clock() > ends_at:
                break
    finally:
        await _take_leave(server)


async def _connect(server: aiosmtplib.SMTP) -> None:
    try:
        await server.connect()
    except (SMTPException, OSError) as error:
        raise MailServerAway(_words_of(error)) from error


async def _hand_over(server: aiosmtplib.SMTP, letter: Letter, settings: Settings) -> Outcome:
    try:
        message = bytes(message_of(letter, settings))
    except Exception as error:  # noqa: BLE001 -- whatever email makes of it, it is no mail
        return Outcome(Fate.NEVER, _words_of(error))
    try:
        async with asyncio.timeout(LETTER_SECONDS_MAX):
            sender = envelope_sender_of(letter, settings)
            await server.sendmail(sender, letter.recipient, message)
    except (SMTPResponseException, SMTPRecipientsRefused) as refusal:
        return _refused(refusal)
    except ValueError as error:  # an address that the mail server cannot read
        return Outcome(Fate.NEVER, _words_of(error))
    except (SMTPException, OSError) as error:
        server.close()
        return Outcome(Fate.LATER, _words_of(error))
    return Outcome(Fate.SENT)


def _refused(refusal: SMTPResponseException | SMTPRecipientsRefused) -> Outcome:
    answer = refusal.recipients[0] if isinstance(refusal, SMTPRecipientsRefused) else refusal
    words = f"{answer.code} {answer.message}"
    if isinstance(answer, SMTPAuthenticationError) or answer.code in WANTS_A_PASSWORD:
        raise MailServerAway(words)
    return Outcome(Fate.NEVER if answer.code >= REFUSED_FOR_GOOD else Fate.LATER, words)


async def _take_leave(server: aiosmtplib.SMTP) -> None:
    if server.is_connected:
        try:
            await server.quit()
        except (SMTPException, OSError):  # what it took, it took
            server.close()


def _words_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def host_of(settings: Settings) -> str:
    return urlsplit(settings.base_address).hostname or "localhost"
