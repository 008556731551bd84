"""What is done with a mail once it is read: handed on, put away, or set aside with the reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking.calendars.itip.operations import receive
from booking.calendars.itip.values import Mailbox, Message, Outcome
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import speaking, text
from booking.messages.bounces import note_bounce
from booking.messages.incoming.addresses import recipient_of
from booking.messages.incoming.answering import advise, turn_away
from booking.messages.incoming.headers import sender_of
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.operations import put_away, set_aside, waiting_mail
from booking.messages.incoming.rules import objection
from booking.messages.incoming.values import Bounce, Understood, UnreadableMail, Why
from booking.messages.replies import take_reply
from booking.messages.room_answers import post_answer
from booking.messages.values import ReplyFate
from booking.people.models import Person
from booking.people.queries import person_by_email, principal_of

NOT_FOR_US = frozenset({Why.PASSED_OVER, Why.STRANGER, Why.BOUNCE})
"""Of these nobody disputes an answer: their words go at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One mail in its turn, as far as it was understood."""

    session: Session
    settings: Settings
    mail: IncomingMail
    found: Understood
    now: datetime

    def put_away(self, why: str) -> None:
        is_kept = self.settings.mail_in.understood_kept_days > 0 and why not in NOT_FOR_US
        put_away(self.session, self.mail, why, now=self.now, is_kept=is_kept)

    def set_aside(self, why: str) -> None:
        set_aside(self.session, self.mail, why, now=self.now)


def mailbox_of(session: Session, settings: Settings, mail: IncomingMail) -> Mailbox | None:
    """The room or zone that is invited, if it is one."""
    to = recipient_of(session, settings, mail.recipient, today=day_of(mail.received_at))
    if to is None or (to.space_id is None and to.zone_id is None):
        return None
    return Mailbox(to.address, to.space_id, to.zone_id)


def handle(
    session: Session,
    settings: Settings,
    mail_id: int,
    found: Understood | UnreadableMail,
    *,
    now: datetime,
) -> None:
    """Once, in this transaction, whoever else tries the same."""
    mail = waiting_mail(session, mail_id)
    if mail is None:
        return
    if isinstance(found, UnreadableMail):
        set_aside(session, mail, found.why, now=now, detail=found.detail)
        return
    read = found.mail
    mail.sender, mail.subject = sender_of(read), read.subject
    turn = Turn(session, settings, mail, found, now)
    recipient = recipient_of(session, settings, mail.recipient, today=day_of(now))
    bounce = None if mail.envelope_sender else read.bounce  # mail servers report with none
    if recipient is not None and recipient.token and bounce is not None:
        _came_back(turn, recipient.token, bounce)
        return
    why = objection(read, recipient, envelope_sender=mail.envelope_sender, house=settings.mail_in)
    if why is None and recipient is not None and recipient.token:
        _replied(turn, recipient.token)
    elif why is None:
        _of_somebody(turn)
    elif why is Why.PASSED_OVER:
        turn.put_away(why)
    else:
        turn.set_aside(why)


def _came_back(turn: Turn, token: str, bounce: Bounce) -> None:
    """A mail server wrote the report, to whom nothing comes back: it is never answered."""
    is_ours = note_bounce(turn.session, token=token, recipient=bounce.recipient,
                          message_id=bounce.message_id, why=bounce.why, now=turn.now)  # fmt: skip
    turn.put_away(Why.BOUNCE if is_ours else Why.PASSED_OVER)


def _replied(turn: Turn, token: str) -> None:
    """To an event of ours; mail to its address without a calendar is not for us."""
    if turn.found.refusal is not None:
        turn.set_aside(Why.UNREADABLE_CALENDAR)
    elif turn.found.calendar is None:
        turn.put_away(Why.PASSED_OVER)
    else:
        fate = take_reply(turn.session, turn.settings, token=token, sender=turn.mail.sender,
                          calendar=turn.found.calendar, now=turn.now)  # fmt: skip
        finish = turn.set_aside if fate is ReplyFate.NOT_THEIRS else turn.put_away
        finish(Why.REPLY if fate is ReplyFate.NOTED else fate)


def _of_somebody(turn: Turn) -> None:
    """Who wrote it is certain: now whether we know them, and whether it is an invitation."""
    person = person_by_email(turn.session, turn.mail.sender)
    if person is None or not _may_come_in(turn, person):
        turn_away(turn.session, turn.settings, turn.mail, turn.found.mail, now=turn.now)
        turn.put_away(Why.STRANGER)
    elif turn.found.refusal is not None:
        with speaking(person.language):
            sentence = text(turn.found.refusal.sentence, **turn.found.refusal.facts)
        _advise(turn, person, "unreadable", sentence)
        turn.set_aside(Why.UNREADABLE_CALENDAR)
    elif turn.found.invitation is None:
        _advise(turn, person, "winmail" if turn.found.mail.has_winmail else "no-calendar")
        turn.put_away(Why.ADVISED)
    else:
        _invited(turn, person, turn.found.invitation)


def _invited(turn: Turn, person: Person, invitation: Message) -> None:
    receipt = receive(turn.session, turn.settings, invitation, now=turn.now)
    if receipt.answer is not None:
        post_answer(turn.session, turn.settings, receipt.answer, now=turn.now)
    if receipt.outcome is Outcome.NOT_THEIRS:
        turn.set_aside(Why.NOT_THEIRS)
    elif receipt.why == NO_INVITATION:
        _advise(turn, person, "no-calendar")
        turn.put_away(Why.ADVISED)
    else:
        turn.put_away(receipt.why)


NO_INVITATION = "no-invitation"
"""What itip says of a calendar that is published or answered, not sent to invite."""


def _advise(turn: Turn, person: Person, kind: str, sentence: str = "") -> None:
    advise(turn.session, turn.settings, turn.mail, turn.found.mail, person, kind=kind,
           sentence=sentence, now=turn.now)  # fmt: skip


def _may_come_in(turn: Turn, person: Person) -> bool:
    return principal_of(turn.session, person.id or 0, today=day_of(turn.now)) is not None
