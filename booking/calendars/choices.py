"""What somebody wants in their own calendar."""

from sqlmodel import Session

from booking.calendars.models import FeedChoice
from booking.people.acts import write_down
from booking.people.values import Act, Principal


def choice_of(session: Session, person: Principal) -> FeedChoice:
    """All of it, as long as they did not choose."""
    return session.get(FeedChoice, person.id) or FeedChoice(person_id=person.id)


def choose(session: Session, act: Act, wanted: FeedChoice) -> None:
    """Let ``wanted`` hold for every address of who asks."""
    assert wanted.person_id == act.by.id, "everybody chooses for themselves"
    before = _facts(choice_of(session, act.by))
    session.merge(wanted)
    if _facts(wanted) != before:
        write_down(session, act, "choose-feed", ("person", act.by.id), before=before,
                   after=_facts(wanted))  # fmt: skip


def _facts(choice: FeedChoice) -> dict[str, object]:
    return choice.model_dump(exclude={"person_id"})
