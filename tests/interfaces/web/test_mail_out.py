"""Outgoing mail: the administrator sees what waits, what was refused and why, and what left."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.foundation.settings import Settings
from booking.messages.delivery import Fate, Outcome, note_outcome
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.messages.resending import send_letter_again, tell_as_it_is, try_letter_again
from booking.messages.values import Envelope
from booking.people.models import Person
from booking.people.permissions import NotAllowed
from booking.reservations.operations import reserve
from booking.reservations.values import Visibility, Wish
from tests.interfaces.web.conftest import Browser
from tests.messages.test_outbox import Reader
from tests.town_hall import TownHall, at

Browse = Callable[[str | None], Browser]
HERE = "/beheer/post-uit"


def posted(session: Session, settings: Settings, now: datetime, *, about: str = "") -> int:
    reader = Reader("fatima@voorbeeldstad.example")
    letter = post_letter(session, settings, "sign_in_link", to=reader, now=now,
                         envelope=Envelope(about=about), minutes=10,
                         address="https://x.example/geheim")  # fmt: skip
    assert letter.id is not None
    return letter.id


def noted(session: Session, number: int, fate: Fate, now: datetime) -> None:
    note_outcome(session, number, Outcome(fate, "550 5.1.1 No such person"), now=now)


def test_what_was_refused_stands_with_its_reason_and_is_tried_again_once(
    browse: Browse, database: Database, settings: Settings, now: datetime
) -> None:
    with database.writing() as session:
        number = posted(session, settings, now)
        noted(session, number, Fate.NEVER, now)
    samir = browse("samir")
    page = samir.get(HERE)
    assert "550 5.1.1 No such person" in page.text
    assert "geheim" not in page.text, "what a letter says is not shown"

    for _ in range(2):
        answer = samir.submit(page, f"{HERE}/{number}/herhaling", {})
        assert (answer.status_code, answer.headers["location"]) == (303, HERE)

    with database.reading() as session:
        letter = session.get_one(Letter, number)
        acts = session.exec(select(JournalEntry.action)).all()
    assert (letter.set_aside_at, letter.attempt_count) == (None, 0)
    assert list(acts) == ["letter-tried-again"]


def test_what_left_is_told_again_as_it_is_now(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Overleg")
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now), wish)
        number = posted(session, settings, now, about=held.uid)
        noted(session, number, Fate.SENT, now)
    samir = browse("samir")

    samir.submit(samir.get(HERE), f"{HERE}/{number}/nieuw", {})

    with database.reading() as session:
        again = session.exec(select(Letter).where(Letter.id != number)).one()
    assert again.subject == "Zo is het nu: Overleg, ma 23 mrt"
    assert "METHOD:REQUEST" in again.calendar
    assert again.subject in samir.get(HERE).text


def test_what_came_back_says_why_and_so_does_the_page_of_whose_address_it_is(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    why = "550 5.1.1 User unknown"
    with database.writing() as session:
        number = posted(session, settings, now)
        noted(session, number, Fate.SENT, now)
        letter = session.get_one(Letter, number)
        letter.bounced_at, letter.bounce = now, why
    theirs = f"/beheer/mensen/{hall.cast['fatima'].id}"
    samir = browse("samir")

    page = samir.get(HERE).text
    assert page.count(why) == 1
    assert "Teruggekomen" in page
    assert theirs in page
    assert why in samir.get(theirs).text
    assert why not in samir.get(f"/beheer/mensen/{hall.cast['joost'].id}").text
    assert why not in browse("els").get(theirs).text


def test_a_title_that_is_private_stands_nowhere(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime
) -> None:
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Ontslag",
                visibility=Visibility.PRIVATE)  # fmt: skip
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now), wish)
        fatima = session.get_one(Person, held.holder_id)
        for fate in (Fate.SENT, Fate.NEVER, Fate.LATER):
            letter = tell_as_it_is(session, settings, held, fatima, now=now)
            assert "Ontslag" in letter.subject
            noted(session, letter.id or 0, fate, now)

    page = browse("samir").get(HERE).text

    assert page.count("fatima@voorbeeldstad.example") == 3
    assert "Ontslag" not in page
    assert "Bericht over een reservering" in page


@pytest.mark.parametrize("name", ["els", "fatima", "ravi", "noor"])
def test_only_the_administrator_sees_it(
    browse: Browse, database: Database, hall: TownHall, settings: Settings, now: datetime, name: str
) -> None:
    assert browse(name).get(HERE).status_code == 404
    with database.writing() as session:
        number = posted(session, settings, now)
        with pytest.raises(NotAllowed):
            try_letter_again(session, hall.act(name, now), number)
        with pytest.raises(NotAllowed):
            send_letter_again(session, hall.act(name, now), number, settings=settings)
