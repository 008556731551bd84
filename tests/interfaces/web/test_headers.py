"""The headers on every answer, whatever its status, and the public pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from tests.interfaces.web.apps import app_on
from tests.interfaces.web.conftest import ADDRESS, Browser

SAID = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def quiet(app: Litestar) -> Iterator[TestClient[Litestar]]:
    """A client that gets the answer to a bug instead of the bug."""
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/inloggen", 200), ("GET", "/mijn-gegevens", 303), ("GET", "/nergens", 404),
        ("DELETE", "/inloggen", 405), ("POST", "/inloggen/link", 403), ("GET", "/robots.txt", 200),
        ("GET", "/static/app.css", 200), ("GET", "/inloggen/link/x", 410),
        ("TRACE", "/inloggen", 405),
    ],
)  # fmt: skip
def test_every_answer_says_the_same(
    quiet: TestClient[Litestar], method: str, path: str, status: int
) -> None:
    answer = quiet.request(method, path, follow_redirects=False)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SAID} == SAID
    assert "access-control-allow-origin" not in answer.headers
    assert "charset=utf-8" in answer.headers.get("content-type", "charset=utf-8").lower()


def test_a_bug_says_so_in_words_and_shows_nothing(
    quiet: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("secret-detail")

    monkeypatch.setattr("booking.interfaces.web.public.page", break_down)
    answer = quiet.get("/privacy")

    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in SAID} == SAID
    assert "secret-detail" not in answer.text
    assert "Traceback" not in answer.text
    assert "Er is niets veranderd" in answer.text


def test_private_pages_are_never_stored_and_static_ones_are(
    browse: Callable[..., Browser],
) -> None:
    fatima = browse("fatima")

    assert fatima.get("/mijn-gegevens").headers["Cache-Control"] == "no-store"
    assert "immutable" in fatima.get("/static/app.css").headers["Cache-Control"]


def test_every_cookie_is_secure_and_for_this_host(browse: Callable[..., Browser]) -> None:
    stranger = browse(None)
    page = stranger.get("/inloggen")
    answers = [
        page,
        stranger.submit(page, "/inloggen/link", {"email": "a@b.example"}),
        stranger.submit(page, "/taal", {"taal": "en"}),
        stranger.submit(page, "/inloggen/wachtwoord", {"gebruiker": "a@b.example"}),
    ]
    cookies = [line for answer in answers for line in answer.headers.get_list("set-cookie")]

    assert {line.partition("=")[0] for line in cookies} >= {"__Host-csrf", "__Host-aanvraag"}
    for line in cookies:
        assert "secure" in line.lower(), line
        assert "httponly" in line.lower(), line
        assert "samesite=lax" in line.lower(), line


def test_security_txt_is_as_rfc_9116_wants_it(
    browse: Callable[..., Browser], now: datetime
) -> None:
    answer = browse(None).get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@voorbeeldstad.example"
    assert fields["Canonical"] == f"{ADDRESS}/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "nl, en"
    expires = datetime.fromisoformat(fields["Expires"])
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)


def test_nothing_is_for_search_engines(browse: Callable[..., Browser]) -> None:
    assert "Disallow: /\n" in browse(None).get("/robots.txt").text


@pytest.mark.parametrize(
    ("path", "dutch", "english"),
    [
        ("/privacy", "Wie ziet wat", "Who sees what"),
        ("/toegankelijkheid", "Iedereen is welkom", "Everybody is welcome"),
    ],
)
def test_public_pages_speak_both_languages(
    browse: Callable[..., Browser], path: str, dutch: str, english: str
) -> None:
    stranger = browse(None)

    assert dutch in stranger.get(path, headers={"Accept-Language": "nl"}).text
    assert english in stranger.get(path, headers={"Accept-Language": "en"}).text


def test_the_statement_on_accessibility_may_stand_elsewhere(
    settings: Settings, database: Database
) -> None:
    address = "https://www.voorbeeldstad.example/toegankelijkheid"
    elsewhere = settings.model_copy(update={"accessibility_address": address})
    with app_on(elsewhere, database) as app, TestClient(app, base_url=ADDRESS) as client:
        answer = client.get("/toegankelijkheid", follow_redirects=False)

    assert answer.headers["location"] == address
