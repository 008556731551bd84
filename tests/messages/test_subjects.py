"""Subjects: who looks after the mail reads a title only where they may read it anyway."""

from datetime import datetime
from pathlib import Path

import pytest

from booking import data
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.messages.outbox import post_letter
from booking.messages.resending import tell_as_it_is
from booking.messages.subjects import WITHOUT_TITLE, readable_subjects
from booking.people.models import Person
from booking.reservations.operations import reserve
from booking.reservations.values import Visibility, Wish
from tests.messages.test_outbox import Reader, settings
from tests.town_hall import TownHall, at

__all__ = ["settings"]


@pytest.mark.parametrize(
    ("visibility", "name", "is_read"),
    [
        (Visibility.PRIVATE, "samir", False),
        (Visibility.PRIVATE, "fatima", True),
        (Visibility.COLLEAGUES, "samir", True),
    ],
)
def test_a_subject_is_read_by_who_may_read_the_title(
    database: Database, hall: TownHall, settings: Settings, now: datetime,
    visibility: Visibility, name: str, is_read: bool,
) -> None:  # fmt: skip
    wish = Wish((hall.spaces["beuk"],), at(now.date(), "14:00", "15:00"), title="Ontslag",
                visibility=visibility)  # fmt: skip
    with database.writing() as session:
        held = reserve(session, hall.act("fatima", now), wish)
        fatima = session.get_one(Person, held.holder_id)
        letter = tell_as_it_is(session, settings, held, fatima, now=now)
        link = post_letter(session, settings, "sign_in_link", to=Reader(), now=now, minutes=10,
                           address="")  # fmt: skip
        found = readable_subjects(session, [letter, link], hall.cast[name])
    assert found.get(letter.id or 0) == ("Zo is het nu: Ontslag, ma 23 mrt" if is_read else None)
    assert link.id in found


@pytest.mark.parametrize("name", sorted(WITHOUT_TITLE))
def test_what_is_said_to_hold_no_title_holds_none(name: str) -> None:
    subject, _, _ = (Path(data("templates")) / "mail" / f"{name}.txt").read_text().partition("\n")
    assert "title" not in subject
