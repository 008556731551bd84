"""Signing in and out through the browser."""

from collections.abc import Callable

from tests.interfaces.web.conftest import Browser


def test_a_stranger_is_asked_to_sign_in_and_then_goes_on(browse: Callable[..., Browser]) -> None:
    answer = browse(None).get("/vandaag?dag=2026-03-24")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/inloggen?verder=/vandaag%3Fdag%3D2026-03-24"


def test_signing_out_ends_the_session_on_the_server(browse: Callable[..., Browser]) -> None:
    fatima = browse("fatima")
    page = fatima.get("/vandaag")
    assert "Fatima el Amrani" in page.text
    stolen = dict(fatima.client.cookies)

    answer = fatima.submit(page, "/uitloggen", {})

    assert answer.headers["location"] == "/inloggen"
    fatima.client.cookies.update(stolen)
    assert fatima.get("/vandaag").status_code == 303


def test_there_is_no_demo_sign_in_outside_a_demo(browse: Callable[..., Browser]) -> None:
    stranger = browse(None)
    page = stranger.get("/inloggen")
    answer = stranger.submit(page, "/taal", {"taal": "en"})
    assert answer.status_code == 303

    token = {"_csrf_token": stranger.client.cookies["__Host-csrf"]}
    answer = stranger.post_bare(
        "/inloggen/demo", {**token, "email": "fatima@voorbeeldstad.example"}
    )

    assert answer.status_code == 404


def test_an_address_that_leads_nowhere_is_answered_in_the_readers_language(
    browse: Callable[..., Browser],
) -> None:
    answer = browse("fatima").get("/bestaat-niet", headers={"cookie": "taal=en"})

    assert answer.status_code == 404
    assert "This page does not exist" in answer.text
