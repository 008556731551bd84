"""Who is believed, and how far a mail goes, judged by its headers alone. Pure."""

import authres  # type: ignore[import-untyped]

from booking.foundation.settings import MailIn
from booking.messages.incoming.headers import sender_of
from booking.messages.incoming.values import Automatic, ReadMail, Recipient, Why


def is_vouched(authentication: str, *, by: str, sender: str) -> bool:
    """Whether our own mail server ``by`` says that ``sender``'s domain wrote it (DMARC).

    ``authentication`` is the topmost Authentication-Results: ours stands on top of whatever a
    stranger wrote (RFC 8601 §5). What it passed must be the very domain that we read in From.
    """
    try:
        header = authres.AuthenticationResultsHeader.parse(
            f"Authentication-Results: {authentication}"
        )
    except authres.AuthResError:
        return False
    if not by or header.authserv_id.lower() != by:
        return False
    verdicts = [result for result in header.results if result.method == "dmarc"]
    domain = sender.rpartition("@")[2]
    return bool(verdicts) and all(
        verdict.result == "pass" and _domain_in(verdict) == domain for verdict in verdicts
    )


def _domain_in(verdict: authres.AuthenticationResult) -> str:
    found = [prop.value for prop in verdict.properties if (prop.type, prop.name) == HEADER_FROM]
    return found[0].lower().rpartition("@")[2] if len(found) == 1 else ""


HEADER_FROM = ("header", "from")


def objection(
    mail: ReadMail, recipient: Recipient | None, *, envelope_sender: str, house: MailIn
) -> Why | None:
    """Why a mail to a room goes no further, by its headers; None when its sender is vouched for.

    What nobody vouches for is never answered: its sender may be made up. Where there is no
    invitation in it either, it is not worth a look.
    """
    sender = sender_of(mail)
    if _has_nobody_behind_it(mail, sender, envelope_sender, house.domain):
        return Why.PASSED_OVER
    if recipient is not None and recipient.is_postmaster:
        return Why.FOR_POSTMASTER
    doubt = _doubt(mail, sender, house)
    if doubt and not mail.calendar:
        return Why.PASSED_OVER
    return doubt if recipient is not None else Why.NO_SUCH_ADDRESS


def _doubt(mail: ReadMail, sender: str, house: MailIn) -> Why | None:
    if mail.automatic is Automatic.LIST:
        return Why.FROM_A_LIST
    if not sender:
        return Why.SENDER_UNCLEAR
    is_sure = is_vouched(mail.authentication, by=house.authserv_id, sender=sender)
    return None if is_sure else Why.NOT_VOUCHED


def _has_nobody_behind_it(mail: ReadMail, sender: str, envelope_sender: str, own: str) -> bool:
    """A machine answered or reported it, or we wrote it ourselves."""
    is_answer = mail.automatic in {Automatic.REPLIED, Automatic.REPORT}
    return is_answer or not envelope_sender or sender.rpartition("@")[2] == own
