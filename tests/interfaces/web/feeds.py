"""Calendar addresses as a person makes them, and files as a program reads them."""

import re

from httpx import Response

from tests.interfaces.web.conftest import ADDRESS, Browser

MAKE = "/mijn-reserveringen/agenda"
REVOKE, REPLACE, CHOOSE = f"{MAKE}/intrekking", f"{MAKE}/vervanging", f"{MAKE}/keuze"
ROOMS = "/beheer/agenda-adressen"
REPLACE_ROOM, REVOKE_ROOM = f"{ROOMS}/vervanging", f"{ROOMS}/intrekking"


def lines_of(answer: Response) -> list[str]:
    """The content lines, unfolded (RFC 5545 §3.1)."""
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def values_of(answer: Response, name: str) -> list[str]:
    """What every property of this name says."""
    return [line.partition(":")[2] for line in lines_of(answer) if re.match(f"{name}[;:]", line)]


def address_in(page: Response) -> str:
    """The path of the address that the page shows."""
    found = re.search(rf'value="{ADDRESS}(/agenda/[\w-]+\.ics)"', page.text)
    assert found, page.text
    return found[1]


def make_address(browser: Browser) -> str:
    return address_in(browser.submit(browser.get(MAKE), MAKE, {}))


def make_room_address(browser: Browser, number: str) -> str:
    return address_in(browser.submit(browser.get(ROOMS), ROOMS, {"agenda": f"ruimte-{number}"}))
