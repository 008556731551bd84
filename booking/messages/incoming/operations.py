"""Taking mail in, and what becomes of it: stored before anybody is told that we have it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from booking.foundation.columns import lock_until_commit, upsert
from booking.foundation.errors import Unavailable
from booking.foundation.jobs import enqueue
from booking.foundation.settings import Settings
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.values import MailDoor, MailState, Why

HANDLE_MAIL = "handle_mail"
"""The kind of job that handles one mail; its task holds the ``mail_id``."""
LOCK = 0x6D61696C  # "mail": handled one after the other, in the order in which it came
KEPT_MAX = 5_000
"""Of what waits: more is not taken in. And of what is set aside, and of what was understood: the
oldest make room."""
KEPT_BYTES_MAX = 1_000_000_000
"""Of the words of what was understood: those of the oldest make room."""
ATTEMPTS_MAX = 3  # then it is not bad luck: with it each process dies


class MailboxFull(Unavailable):
    code = "mailbox-full"


def take_in(
    session: Session,
    *,
    door: MailDoor,
    recipients: Iterable[str],
    envelope_sender: str,
    raw: bytes,
    now: datetime,
    origin: str | None = None,
    why: Why | None = None,
) -> None:
    """Store the mail for each recipient, to be handled later.

    What is taken in twice from one ``origin`` is stored once; with a ``why`` it is set aside at
    once. Raises :class:`MailboxFull`.
    """
    waiting = select(func.count()).where(col(IncomingMail.state) == MailState.WAITING)
    if session.exec(waiting).one() >= KEPT_MAX:
        raise MailboxFull(f"{KEPT_MAX} mails wait")
    for recipient in recipients:
        row = {
            "door": door, "received_at": now, "recipient": recipient, "raw": raw,
            "envelope_sender": envelope_sender, "why": why or "", "detail": "", "sender": "",
            "state": MailState.ASIDE if why else MailState.WAITING, "subject": "",
            "attempt_count": 0, "handled_at": now if why else None,
            "origin": f"{origin} {recipient}" if origin else None,
        }  # fmt: skip
        inserted = session.execute(
            upsert(session, IncomingMail).values(row).on_conflict_do_nothing()
            .returning(col(IncomingMail.id))
        )  # fmt: skip
        mail_id = inserted.scalar_one_or_none()
        if mail_id is not None and not why:
            handle_later(session, mail_id, now=now)


def handle_later(session: Session, mail_id: int, *, now: datetime) -> None:
    enqueue(session, HANDLE_MAIL, {"mail_id": mail_id}, due_at=now, dedupe_key=f"mail {mail_id}")


def begin_handling(session: Session, mail_id: int, *, now: datetime) -> IncomingMail | None:
    """The mail, if it still waits; set aside instead when it was begun too often."""
    mail = session.get(IncomingMail, mail_id, with_for_update=True)
    if mail is None or mail.state is not MailState.WAITING:
        return None
    if mail.attempt_count >= ATTEMPTS_MAX:
        set_aside(session, mail, Why.TOO_HEAVY, now=now)
        return None
    mail.attempt_count += 1
    session.flush()
    return mail


def forgive_attempt(session: Session, mail_id: int) -> None:
    """It was not the mail's own trouble: as if it was not begun."""
    mail = session.get(IncomingMail, mail_id, with_for_update=True)
    if mail is not None and mail.state is MailState.WAITING:
        mail.attempt_count = max(mail.attempt_count - 1, 0)
        session.flush()


def waiting_mail(session: Session, mail_id: int) -> IncomingMail | None:
    """The mail, in its turn, if nobody handled it meanwhile; in the transaction that does."""
    lock_until_commit(session, LOCK)
    mail = session.get(IncomingMail, mail_id, with_for_update=True)
    return mail if mail is not None and mail.state is MailState.WAITING else None


def set_aside(
    session: Session, mail: IncomingMail, why: str, *, now: datetime, detail: str = ""
) -> None:
    """Somebody has to look at it; what is behind it goes on."""
    mail.state, mail.why, mail.detail, mail.handled_at = MailState.ASIDE, why, detail, now
    session.add(mail)
    session.flush()


def put_away(
    session: Session, mail: IncomingMail, why: str, *, now: datetime, is_kept: bool = True
) -> None:
    """It was understood: it is shown to nobody any more, and stays as it came if ``is_kept``."""
    mail.state, mail.why, mail.handled_at = MailState.DONE, why, now
    mail.subject, mail.detail = "", ""
    if not is_kept:
        mail.raw = b""
    session.add(mail)
    session.flush()


def forget_old_mail(session: Session, settings: Settings, *, now: datetime) -> None:
    """After so many days the rows go, and with them every name and address.

    Of what is set aside, and of what was understood, only the newest stay, so that rubbish does
    not fill the disk.
    """
    before = now - timedelta(days=settings.mail_in.kept_days)
    session.execute(
        delete(IncomingMail).where(
            col(IncomingMail.state) != MailState.WAITING, col(IncomingMail.handled_at) < before
        )
    )
    last_aside = _last_beyond(session, MailState.ASIDE)
    session.execute(
        delete(IncomingMail).where(
            col(IncomingMail.state) == MailState.ASIDE, col(IncomingMail.id) <= last_aside
        )
    )
    _forget_words(session, before=now - timedelta(days=settings.mail_in.understood_kept_days))


def _forget_words(session: Session, *, before: datetime) -> None:
    """Of what was understood."""
    is_old = col(IncomingMail.handled_at) < before
    last = max(_last_beyond(session, MailState.DONE), _last_too_heavy(session))
    is_too_many = col(IncomingMail.id) <= last
    session.execute(
        update(IncomingMail)
        .where(col(IncomingMail.state) == MailState.DONE, is_old | is_too_many)
        .where(func.length(col(IncomingMail.raw)) > 0)
        .values(raw=b"")
    )


def _last_beyond(session: Session, state: MailState) -> int:
    """The newest that is too many in ``state``; 0 for none."""
    newest_first = (
        select(IncomingMail.id)
        .where(col(IncomingMail.state) == state)
        .order_by(col(IncomingMail.id).desc())
    )
    return session.exec(newest_first.offset(KEPT_MAX).limit(1)).first() or 0


def _last_too_heavy(session: Session) -> int:
    """The newest understood of which the words, with all newer ones, are too much; 0 for none."""
    number, size = col(IncomingMail.id), func.length(col(IncomingMail.raw))
    weighed = (
        select(number, func.sum(size).over(order_by=number.desc()).label("bytes"))
        .where(col(IncomingMail.state) == MailState.DONE)
        .subquery()
    )
    beyond = select(func.max(weighed.c.id)).where(weighed.c.bytes > KEPT_BYTES_MAX)
    return session.exec(beyond).one() or 0


def handle_all_again(session: Session, *, now: datetime) -> None:
    """Put what waits in line, as after a restore; what is in line stays where it is."""
    waiting = select(IncomingMail.id).where(col(IncomingMail.state) == MailState.WAITING)
    for mail_id in session.exec(waiting.order_by(col(IncomingMail.id))):
        handle_later(session, mail_id or 0, now=now)
