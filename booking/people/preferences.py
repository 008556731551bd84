"""What people choose for themselves."""

from sqlmodel import Session

from booking.people.acts import write_down
from booking.people.models import Person
from booking.people.values import Act, Invitations, Sharing


def change_preferences(
    session: Session, act: Act, *, language: str, sharing: Sharing, invitations: Invitations
) -> None:
    """Store the language, what is put in their calendar, and who may see that they are in.

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
    session.add(person)
    session.flush()
