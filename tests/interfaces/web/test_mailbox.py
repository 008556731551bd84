"""Postvak: the letters of a demo, and nowhere else."""

from collections.abc import Callable
from datetime import datetime

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from booking.demo.cast import ELS, RAVI
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.messages.models import Letter
from booking.messages.outbox import post_letter
from booking.people.models import Person
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import Browser
from tests.town_hall import TownHall

Browse = Callable[..., Browser]
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def letter(database: Database, settings: Settings, hall: TownHall, now: datetime) -> Letter:
    """A sign-in link to Ravi, and one to Els."""
    with database.writing() as session:
        posted = []
        for name, email in (("els", ELS), ("ravi", RAVI)):
            person = session.get(Person, hall.cast[name].id)
            assert person is not None
            person.email = email
            posted.append(post_letter(
                session, settings, "sign_in_link", to=person, now=now, minutes=10,
                address=f"{settings.base_address}/inloggen/link/geheim-{name}",
            ))  # fmt: skip
        return posted[1]


def test_outside_a_demo_nobody_reads_letters(browse: Browse, letter: Letter) -> None:
    for name in ("els", "samir", "ravi", None):
        browser = browse(name)
        for path in ("/postvak", f"/postvak/{letter.id}", f"/postvak/{letter.id}/opmaak"):
            answer = browser.get(path)
            assert answer.status_code == 404, (name, path)
            assert "geheim" not in answer.text
        assert "/postvak" not in browser.get("/hulp").text


def test_in_a_demo_everyone_reads_them_both_ways(
    settings: Settings, database: Database, now: datetime, letter: Letter
) -> None:
    demo = settings.model_copy(update={"is_demo": True, "base_address": HERE})
    with (
        app_on(demo, database, clock=lambda: now) as app,
        TestClient(app, base_url=HERE) as visitor,
    ):
        everything = visitor.get("/postvak").text
        of_ravi = visitor.get("/postvak", params={"aan": RAVI}).text
        shown = visitor.get(f"/postvak/{letter.id}")
        paper = visitor.get(f"/postvak/{letter.id}/opmaak")
        missing = visitor.get("/postvak/999999")

    assert everything.count('class="letters__item"') == 2
    assert of_ravi.count('class="letters__item"') == 1
    assert "Ravi Sharma" in of_ravi
    assert "geheim-ravi" in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]
    assert 'sandbox="' in shown.text
    assert "sandbox" in paper.headers["content-security-policy"]
    assert "script" not in paper.headers["content-security-policy"]
    assert '<base target="_top">' in paper.text
    assert missing.status_code == 404
    with database.reading() as session:
        assert len(session.exec(select(Letter)).all()) == 2
