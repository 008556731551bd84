"""Letters about deadlines: to the approver, when an answer is late, and before an option ends."""

from datetime import date, timedelta

from sqlmodel import select

from booking.foundation.database import Database
from booking.interfaces.jobs.requests import settle, tell_deadlines
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.delivery import drop_stale_letters
from booking.messages.models import Letter
from booking.reservations.models import Reservation
from booking.reservations.operations import reserve
from booking.reservations.options import hold_option
from booking.reservations.values import Wish
from booking.spaces.approvers import set_approvers
from tests.interfaces.jobs.conftest import Clock
from tests.interfaces.jobs.test_requests import tell
from tests.town_hall import TownHall, at

FRIDAY = date(2026, 3, 27)


def letters(database: Database) -> list[tuple[str, str]]:
    """To whom, and the beginning of what it is about; in order."""
    with database.reading() as session:
        found = session.exec(select(Letter).order_by(Letter.id)).all()  # type: ignore[arg-type]
        return [(row.recipient.split("@")[0], row.subject.partition(":")[0]) for row in found]


def ask(workplace: Workplace, hall: TownHall, begin: str, until: str) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(FRIDAY, begin, until), 20)
    with workplace.database.writing() as session:
        return reserve(session, hall.act("ravi", workplace.clock()), wish)


def test_the_approver_is_asked_and_when_they_are_late_deputy_and_house_hear_it_once(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    with workplace.database.writing() as session:
        set_approvers(session, hall.act("els", clock.now), hall.zones["plein"],
                      approver_id=hall.cast["joost"].id,
                      deputy_id=hall.cast["fatima"].id)  # fmt: skip
    asked = ask(workplace, hall, "10:00", "12:00")
    ask(workplace, hall, "14:00", "16:00")
    tell(workplace)
    assert letters(workplace.database) == 2 * [
        ("ravi", "Aangevraagd"), ("joost", "Een aanvraag wacht")
    ]  # fmt: skip

    assert asked.answer_by is not None
    clock.now = asked.answer_by
    for _ in range(2):
        tell_deadlines(workplace, {}, clock.now)
        tell(workplace)

    assert letters(workplace.database)[4:] == [
        ("fatima", "Antwoord te laat"), ("els", "Antwoord te laat")
    ]  # fmt: skip
    with workplace.database.reading() as session:
        last = session.exec(select(Letter).order_by(Letter.id.desc())).first()  # type: ignore[union-attr]
    assert last is not None
    assert "Ook te laat: de aanvraag voor vrijdag 27 maart 2026, 14:00–16:00" in last.text


def test_an_option_is_recalled_before_it_ends_and_its_end_is_told(
    workplace: Workplace, hall: TownHall, clock: Clock
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(FRIDAY, "10:00", "12:00"), title="Overleg")
    with workplace.database.writing() as session:
        number = hold_option(session, hall.act("joost", clock.now), wish)
        option = session.get_one(Reservation, number)
    assert option.expires_at is not None
    clock.now = option.expires_at - timedelta(hours=2)
    for _ in range(2):
        tell_deadlines(workplace, {}, clock.now)
        tell(workplace)
    assert letters(workplace.database) == [
        ("joost", "Optie"), ("joost", "Bevestig uw optie voor wo 25 mrt"),
    ]  # fmt: skip

    clock.now = option.expires_at
    for _ in range(2):
        settle(workplace, {}, clock.now)
        tell(workplace)
    assert letters(workplace.database)[2:] == [("joost", "Optie vervallen")]

    with workplace.database.writing() as session:
        drop_stale_letters(session, now=clock.now)  # the mail server was down all the while
    assert letters(workplace.database) == [("joost", "Optie"), ("joost", "Optie vervallen")]
