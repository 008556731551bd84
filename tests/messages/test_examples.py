"""Every letter has an example, whole in both languages, as HTML and as text."""

import re
from datetime import date
from html import unescape

import pytest

from booking import data
from booking.foundation.settings import Settings
from booking.messages.examples import KINDS, written_example
from tests.messages.test_outbox import settings

__all__ = ["settings"]

TODAY = date(2026, 3, 23)
NAMES = sorted(name for letters in KINDS.values() for name in letters)


def plain(html: str) -> str:
    """What stands in the body, as words."""
    body = html.partition("<body")[2].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_every_letter_has_an_example() -> None:
    paths = data("templates").joinpath("mail").iterdir()
    known = {path.name.removesuffix(".txt") for path in paths if path.name.endswith(".txt")}
    assert set(NAMES) == {name for name in known if not name.startswith("_")}


@pytest.mark.parametrize("name", NAMES)
def test_it_says_the_outcome_first_and_the_same_in_both_forms(
    settings: Settings, name: str
) -> None:
    letters = {spoken: written_example(settings, name, language=spoken, today=TODAY)
               for spoken in ("nl", "en")}  # fmt: skip

    assert letters["nl"].subject != letters["en"].subject
    for spoken, letter in letters.items():
        words = plain(letter.html)
        assert f'lang="{spoken}"' in letter.html
        assert letter.html.count("<h1") == 1
        assert unescape(letter.html).partition("<h1")[2].partition("</h1>")[0].endswith(
            letter.subject
        )  # fmt: skip
        assert letter.html.count('class="go"') <= 1, "one thing to do"
        assert settings.municipality in words
        assert "None" not in words + letter.text
        for line in filter(None, map(str.strip, letter.text.splitlines())):
            if "http" not in line:
                missing = [word for word in re.findall(r"\w+", line) if word not in words]
                assert not missing, f"{name}: the HTML lacks {missing} of {line!r}"
        for address in re.findall(r"https?://\S+", letter.text):
            assert address.rstrip(".,") in unescape(letter.html)
