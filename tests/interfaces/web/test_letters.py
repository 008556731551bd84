"""The examples of letters: for who runs the house, each in a frame that can do nothing."""

from collections.abc import Callable

import pytest

from tests.interfaces.web.conftest import Browser

Browse = Callable[[str | None], Browser]
HERE = "/beheer/berichten"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing is asked of the database."""
    return sqlite_url


@pytest.mark.parametrize("name", ["els", "samir"])
def test_who_runs_the_house_sees_each_letter_in_both_languages(browse: Browse, name: str) -> None:
    browser = browse(name)
    assert f"{HERE}/request_declined" in browser.get(HERE).text

    page = browser.get(f"{HERE}/request_declined?taal=en")
    assert "Not possible: Quarterly meeting" in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    paper = browser.get(f"{HERE}/request_declined/opmaak?taal=nl")
    assert "Niet mogelijk: Kwartaaloverleg" in paper.text
    assert paper.headers["content-security-policy"].startswith("default-src 'none'")
    assert browser.get(f"{HERE}/bestaat_niet").status_code == 404


@pytest.mark.parametrize("name", ["fatima", "ravi", "noor"])
def test_nobody_else_does(browse: Browse, name: str) -> None:
    for path in (HERE, f"{HERE}/request_declined", f"{HERE}/request_declined/opmaak"):
        assert browse(name).get(path).status_code == 404
