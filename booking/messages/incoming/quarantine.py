"""What an administrator does with mail that was not understood."""

from sqlmodel import Session

from booking.messages.incoming.operations import handle_later
from booking.messages.incoming.queries import mail_aside
from booking.messages.incoming.values import MailState
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act

SUBJECT = "mail"


def try_mail_again(session: Session, act: Act, number: int) -> None:
    """Handle it once more, as if it came in now. Raises NotAllowed and NotThere."""
    require_may(act.by, Action.TEND_JOBS)
    mail = mail_aside(session, number, is_locked=True)
    mail.state, mail.why, mail.detail, mail.attempt_count = MailState.WAITING, "", "", 0
    mail.handled_at = None
    handle_later(session, number, now=act.at)
    write_down(session, act, "mail-tried-again", (SUBJECT, number))


def throw_mail_away(session: Session, act: Act, number: int) -> None:
    """For good, and every name in it. Raises NotAllowed and NotThere."""
    require_may(act.by, Action.TEND_JOBS)
    mail = mail_aside(session, number, is_locked=True)
    why = mail.why
    session.delete(mail)
    write_down(session, act, "mail-thrown-away", (SUBJECT, number), before={"why": why})
