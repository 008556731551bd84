"""Signing in and out through the browser: what everybody sees, and the demo's one click."""

from collections.abc import Callable

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from booking.demo.cast import FATIMA
from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.people.models import Person, WebSession
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import Browser, hidden_fields
from tests.town_hall import TownHall


def test_a_stranger_is_asked_to_sign_in_and_then_goes_on(browse: Callable[..., Browser]) -> None:
    answer = browse(None).get("/vandaag?dag=2026-03-24")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/inloggen?verder=/vandaag%3Fdag%3D2026-03-24"


def test_signing_out_ends_the_session_on_the_server(browse: Callable[..., Browser]) -> None:
    fatima = browse("fatima")
    page = fatima.get("/mijn-gegevens")
    assert "Fatima el Amrani" in page.text
    stolen = dict(fatima.client.cookies)

    answer = fatima.submit(page, "/uitloggen", {})

    assert answer.headers["location"] == "/inloggen"
    fatima.client.cookies.update(stolen)
    assert fatima.get("/mijn-gegevens").status_code == 303


def test_there_is_no_demo_sign_in_outside_a_demo(browse: Callable[..., Browser]) -> None:
    stranger = browse(None)
    page = stranger.get("/inloggen")
    assert "/inloggen/demo" not in page.text
    answer = stranger.submit(page, "/taal", {"taal": "en"})
    assert answer.status_code == 303

    token = {"_csrf_token": stranger.client.cookies["__Host-csrf"]}
    answer = stranger.post_bare(
        "/inloggen/demo", {**token, "email": "fatima@voorbeeldstad.example"}
    )

    assert answer.status_code == 404


def test_in_a_demo_one_click_signs_in_as_one_of_the_cast(
    database: Database, hall: TownHall, settings: Settings
) -> None:
    demo = settings.model_copy(update={"is_demo": True, "base_address": "http://127.0.0.1:8000"})
    with database.writing() as session:
        session.get_one(Person, hall.cast["fatima"].id).email = FATIMA
    with app_on(demo, database) as app, TestClient(app, base_url=demo.base_address) as client:
        browser = Browser(client)
        page = browser.get("/inloggen?verder=/mijn-gegevens")
        assert "Fatima el Amrani" in page.text
        assert "Joost" not in page.text, "who is not there is not offered"

        answer = browser.submit(page, "/inloggen/demo", {})

        assert answer.headers["location"] == "/mijn-gegevens"
        assert "Fatima el Amrani" in browser.get("/mijn-gegevens").text


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "/\t/evil.example", "/x\r\nSet-Cookie: a=b", "mailto:a@b.example",
        "http:evil.example", " //evil.example",
    ],
)  # fmt: skip
def test_signing_in_never_leads_elsewhere(browse: Callable[..., Browser], onward: str) -> None:
    stranger = browse(None)

    page = stranger.get("/inloggen", params={"verder": onward})

    assert page.status_code == 200
    assert 'name="verder" value="/"' in page.text
    assert "evil" not in page.text.replace("terug", "").split('name="verder"', 1)[1][:40]


def test_a_host_header_gets_into_no_page_and_no_redirect(browse: Callable[..., Browser]) -> None:
    stranger = browse(None)
    poison = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}

    assert "evil.example" not in stranger.get("/inloggen", headers=poison).text
    away = stranger.get("/mijn-gegevens", headers=poison)
    assert away.headers["location"] == "/inloggen?verder=/mijn-gegevens"
    security = stranger.get("/.well-known/security.txt", headers=poison)
    assert "evil" not in security.text


def test_the_page_looks_the_same_to_everybody_in_dutch_and_english(
    browse: Callable[..., Browser],
) -> None:
    stranger = browse(None)

    dutch = stranger.get("/inloggen", headers={"Accept-Language": "nl"})
    english = stranger.get("/inloggen", headers={"Accept-Language": "en"})

    assert "Stuur mij een link" in dutch.text
    assert "Send me a link" in english.text
    with_session = browse("fatima").get("/inloggen")
    assert with_session.status_code == 200


def test_nobody_is_signed_in_by_a_made_up_cookie(
    browse: Callable[..., Browser], database: Database
) -> None:
    browser = browse("fatima")
    with database.reading() as session:
        stored = session.exec(select(WebSession.token_hash)).one()
    browser.client.cookies.clear()

    for value in ("", "x", stored, "0" * 64):
        browser.client.cookies.set("__Host-session", value)
        assert browser.get("/mijn-gegevens").status_code == 303, "the hash is not the token"


def test_after_a_mistake_the_language_switch_leads_back_to_a_page_that_can_be_had(
    browse: Callable[..., Browser],
) -> None:
    stranger = browse(None)

    refused = stranger.submit(stranger.get("/inloggen"), "/inloggen/wachtwoord", {"email": "x"})

    assert refused.status_code == 422
    assert hidden_fields(refused.text, "/taal")["terug"] == "/inloggen"
    assert stranger.get("/inloggen").status_code == 200
