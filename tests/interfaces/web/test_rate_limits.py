"""Sixty changes a minute is more than a person makes; a program that makes more must wait."""

from collections.abc import Callable

import pytest

from tests.interfaces.web.conftest import Browser

ACT = "/mijn-gegevens/andere-sessies/einde"


@pytest.mark.slow
def test_whoever_changes_things_too_fast_must_wait_and_others_need_not(
    browse: Callable[..., Browser],
) -> None:
    fatima, bram = browse("fatima"), browse("bram")
    tokens = {}
    for browser in (fatima, bram):
        browser.get("/mijn-gegevens")
        tokens[browser] = {"_csrf_token": browser.client.cookies["__Host-csrf"]}

    statuses = [fatima.post_bare(ACT, tokens[fatima]).status_code for _ in range(60)]
    too_many = fatima.post_bare(ACT, tokens[fatima])

    assert statuses == [303] * 60
    assert too_many.status_code == 429
    assert 0 < int(too_many.headers["Retry-After"]) <= 60
    assert "Wacht een minuut" in too_many.text
    assert bram.post_bare(ACT, tokens[bram]).status_code == 303
    assert fatima.get("/mijn-gegevens").status_code == 200, "looking is always possible"
