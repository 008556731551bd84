"""Reading the pages of the rooms as a test needs them."""

import re
from html import unescape

from httpx import Response

DAY = "datum=2026-03-23"
TEN = f"{DAY}&van=10:00&tot=11:00"
VIEWS = ("rooster", "lijst", "plattegrond")


def answer_of(page: Response) -> str:
    """The answer on the page, without the search around it."""
    assert page.status_code == 200, page.text[:500]
    return page.text.partition('id="answer"')[2].partition("</main>")[0]


def numbers_in(html: str) -> list[str]:
    """The rooms that can be reserved or looked at from here, in order, each once."""
    found = re.findall(r'href="/ruimtes/([^/?"]+)\?', html)
    return list(dict.fromkeys(unescape(number) for number in found))


def heading_of(page: Response) -> str:
    found = re.search(r'id="answer-heading">([^<]*)<', page.text)
    assert found, "the answer has no heading"
    return unescape(found[1]).strip()


def actions_in(html: str) -> list[str]:
    """Where the forms of a refusal lead, in order."""
    return re.findall(r'<form method="post" action="(/ruimtes/[^"]+)"', html)
