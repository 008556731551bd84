"""Displays: a tablet is paired with a code that works once, and from then on is known by a cookie.

Both rest here only as hashes; the code for CODE_LIFE. Unpairing works at the next request.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.ids import new_token, new_uid, token_hash
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.models import Display, Person
from booking.people.permissions import Action, require_may
from booking.people.queries import stored
from booking.people.values import Act, AtTheDoor, Principal

CODE_LIFE = timedelta(minutes=10)  # ASVS 5.0 6.5.5
SEEN_AGAIN_AFTER = timedelta(minutes=1)
SUBJECT = "display"


class CodeUnknown(Refused):
    code = "code-unknown"
    sentence = N_("This code does not work, or not any more. Ask for a new one behind Manage.")


def make_display(
    session: Session, act: Act, *, name: str, language: str,
    space_id: int | None = None, building_id: int | None = None,
) -> int:  # fmt: skip
    """A screen for one room or one building, not paired yet; returns its number.

    Its account has no roles and an address to which no letter goes (RFC 2606 §2).
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    account = Person(email=f"{new_uid()}@display.invalid", name=name, language=language,
                     disabled_at=act.at)  # fmt: skip
    session.add(account)
    session.flush()
    display = Display(person_id=account.id or 0, space_id=space_id, building_id=building_id)
    session.add(display)
    write_down(session, act, "make-display", (SUBJECT, account.id),
               after={"space": space_id, "building": building_id})  # fmt: skip
    return display.person_id


def give_code(session: Session, act: Act, number: int, code_hash: str) -> None:
    """Let the tablet on which this code is typed within CODE_LIFE be the display.

    Until then the tablet that was paired before goes on.
    """
    require_may(act.by, Action.MANAGE_HOUSE)
    display = stored(session, Display, number)
    display.code_hash, display.code_expires_at = code_hash, act.at + CODE_LIFE
    write_down(session, act, "give-display-code", (SUBJECT, number))


def pair(session: Session, code_hash: str, *, now: datetime) -> str:
    """The token for the cookie of the tablet on which the code was typed.

    Raises :class:`CodeUnknown`: wrong, too late, or used, if only a moment ago by another.
    """
    number = session.scalar(select(Display.person_id).where(Display.code_hash == code_hash))
    token = new_token()
    taken: CursorResult[tuple[()]] = session.execute(  # type: ignore[assignment]  # an UPDATE
        update(Display)
        .where(col(Display.code_hash) == code_hash, col(Display.code_expires_at) > now)
        .values(code_hash=None, code_expires_at=None, token_hash=token_hash(token), paired_at=now,
                seen_at=now)
    )  # fmt: skip
    if number is None or not taken.rowcount:
        raise CodeUnknown
    by = principal_of_display(session, session.get_one(Display, number))
    write_down(session, Act(by, now), "pair-display", (SUBJECT, number))
    return token


def unpair(session: Session, act: Act, number: int) -> None:
    """Whatever tablet it was, it shows and does nothing any more. Twice is once."""
    require_may(act.by, Action.MANAGE_HOUSE)
    display = stored(session, Display, number)
    _shut_out(display)
    write_down(session, act, "unpair-display", (SUBJECT, number))


def remove_display(session: Session, act: Act, number: int) -> None:
    """Take it off the list; its account stays, for what was done with it."""
    require_may(act.by, Action.MANAGE_HOUSE)
    session.delete(stored(session, Display, number))
    write_down(session, act, "remove-display", (SUBJECT, number))


def display_behind(session: Session, token: str) -> Display | None:
    """Which display has the cookie with ``token``; None when it is not paired (any more)."""
    statement = select(Display).where(Display.token_hash == token_hash(token))
    return session.exec(statement).one_or_none()


def mark_seen(session: Session, display: Display, *, now: datetime) -> None:
    session.execute(
        update(Display).where(col(Display.person_id) == display.person_id).values(seen_at=now)
    )


def is_seen_lately(display: Display, *, now: datetime) -> bool:
    """Whether it is on record that it asked within the last minute."""
    return display.seen_at is not None and now < display.seen_at + SEEN_AGAIN_AFTER


def displays(session: Session) -> Sequence[tuple[Display, Person]]:
    """All of them with their accounts, by name."""
    statement = (
        select(Display, Person)
        .join(Person, col(Person.id) == Display.person_id)
        .order_by(col(Person.name), col(Person.id))
    )
    return session.exec(statement).all()


def principal_of_display(
    session: Session, display: Display, *, uids: frozenset[str] = frozenset()
) -> Principal:
    """The display as far as rights go; ``uids`` are what runs at its room now or comes next."""
    account = session.get_one(Person, display.person_id)
    door = AtTheDoor(display.space_id or 0, uids)
    return Principal(id=display.person_id, name=account.name, roles=frozenset(),
                     language=account.language, at_the_door=door)  # fmt: skip


def _shut_out(display: Display) -> None:
    display.token_hash = display.code_hash = display.code_expires_at = display.paired_at = None
