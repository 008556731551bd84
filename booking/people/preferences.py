"""What people choose for themselves."""

from sqlmodel import Session

from booking.people.acts import write_down
from booking.people.models import Person
from booking.people.values import Act, Invitations, Reminder, Sharing


def change_preferences(
    session: Session, act: Act, *, language: str, sharing: Sharing, invitations: Invitations,
    reminder: Reminder | None,
) -> None:  # fmt: skip
    """Store the language, what they get letters of, and who may see that they are in.

    Who may is written down, and the language as calendars elsewhere are in it.
    """
    person = session.get_one(Person, act.by.id)
    if language != person.language:
        write_down(session, act, "language-changed", ("person", act.by.id),
                   before={"language": person.language}, after={"language": language})  # fmt: skip
    if sharing is not person.sharing:
        write_down(session, act, "sharing-changed", ("person", act.by.id),
                   before={"sharing": person.sharing.value},
                   after={"sharing": sharing.value})  # fmt: skip
    person.language, person.sharing, person.invitations = language, sharing, invitations
    person.reminder = reminder or person.reminder
    session.add(person)
    session.flush()


def reminder_of(person: Person) -> Reminder:
    """Their choice. Until then partners hear of it the day before: they have no calendar here."""
    by_default = Reminder.NONE if person.partner_id is None else Reminder.DAY_BEFORE
    return person.reminder or by_default
