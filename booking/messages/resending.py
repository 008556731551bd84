"""Once more: what an administrator lets leave again, and what a calendar asks for again."""

from datetime import datetime

from sqlmodel import Session, select

from booking.foundation.jobs import hurry
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.messages.facts import facts_for
from booking.messages.invitations import envelope_for, last_date
from booking.messages.models import Letter
from booking.messages.outbox import SEND_LETTERS, post_letter
from booking.messages.values import Envelope
from booking.people.acts import write_down
from booking.people.models import Person
from booking.people.permissions import Action, NotThere, require_may
from booking.people.queries import person_by_email
from booking.people.values import Act
from booking.reservations.models import Reservation
from booking.reservations.series.models import Series

SUBJECT = "letter"
AS_IT_IS, MOVE_IT_HERE = "as_it_is", "move_it_here"


def try_letter_again(session: Session, act: Act, number: int) -> None:
    """One that was set aside, as often as a new one. Raises NotAllowed and NotThere."""
    letter = _letter(session, act, number)
    if letter.set_aside_at is None:
        return
    letter.set_aside_at, letter.attempt_count, letter.due_at = None, 0, act.at
    session.flush()
    hurry(session, SEND_LETTERS, now=act.at)
    write_down(session, act, "letter-tried-again", (SUBJECT, number))


def send_letter_again(session: Session, act: Act, number: int, *, settings: Settings) -> None:
    """To the same reader about the same reservation, as it is now: what was said then is gone.

    Raises NotAllowed, and NotThere for a letter about nothing that can be looked up.
    """
    letter = _letter(session, act, number)
    person = person_by_email(session, letter.recipient)
    reservation = _told_in(session, letter, person) if person else None
    if person is None or person.disabled_at is not None or reservation is None:
        raise NotThere(f"letter {number} cannot be written again")
    tell_as_it_is(session, settings, reservation, person, now=act.at)
    write_down(session, act, "letter-sent-again", (SUBJECT, number))


def _told_in(session: Session, letter: Letter, person: Person) -> Reservation | None:
    """What the letter is about; of a series the last date that ``person`` has."""
    found = select(Reservation).where(Reservation.uid == letter.about)
    reservation = session.exec(found).one_or_none()
    if reservation is not None:
        return reservation
    series = session.exec(select(Series).where(Series.uid == letter.about)).one_or_none()
    return last_date(session, series, person) if series else None


def tell_as_it_is(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *,
    now: datetime,
) -> Letter:  # fmt: skip
    """How the reservation is now, with the event where they have it in their calendar."""
    facts = facts_for(session, reservation, None, person, now=now)
    envelope = envelope_for(session, settings, reservation, person, now=now)
    return post_letter(session, settings, AS_IT_IS, to=person, now=now, envelope=envelope,
                       **facts)  # fmt: skip


def tell_to_move_it_here(
    session: Session, settings: Settings, reservation: Reservation, person: Person, *,
    now: datetime, envelope: Envelope, proposed: Period | None,
) -> None:  # fmt: skip
    """Another time was proposed from a calendar: where it is moved, so that it is free too."""
    facts = facts_for(session, reservation, None, person, now=now)
    post_letter(session, settings, MOVE_IT_HERE, to=person, now=now, envelope=envelope,
                proposed=proposed, proposed_day=day_of(proposed.starts_at) if proposed else None,
                **facts)  # fmt: skip


def _letter(session: Session, act: Act, number: int) -> Letter:
    require_may(act.by, Action.TEND_JOBS)
    letter = session.get(Letter, number, with_for_update=True)
    if letter is None:
        raise NotThere(f"no letter {number}")
    return letter
