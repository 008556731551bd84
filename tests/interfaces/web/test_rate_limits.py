"""Sixty changes a minute is more than a person makes; a program that makes more must wait."""

import threading
from collections.abc import Callable

import pytest
from limits import RateLimitItemPerSecond
from limits.strategies import MovingWindowRateLimiter

from booking.interfaces.web.house import CountsInMemory
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


def test_counting_starts_no_threads_and_still_forgets() -> None:
    """A thread after every act is what the library would start."""
    counts = CountsInMemory()
    counts.timer.join()
    limiter, limit = MovingWindowRateLimiter(counts), RateLimitItemPerSecond(2)
    before = threading.enumerate()

    allowed = [limiter.hit(limit, "fatima") for _ in range(3)]

    assert allowed == [True, True, False]
    assert threading.enumerate() == before
    for seen in counts.events.values():
        for entry in seen:
            entry.expiry = 0  # their second has gone by
    counts.forget_at = 0
    assert limiter.hit(limit, "bram")
    assert [len(seen) for seen in counts.events.values()] == [0, 1]
