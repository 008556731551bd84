"""A series asked for through the browser, as the tests of several pages do it."""

import re
from typing import Any

from httpx import Response

from tests.interfaces.web.conftest import Browser

ROOM = "/ruimtes/1.14"
PLAN, STORE = f"{ROOM}/reeksen/plan", f"{ROOM}/reeksen"
TEN_TIMES: dict[str, Any] = {
    "datum": "2026-03-24", "van": "10:00", "tot": "11:00", "personen": "4", "onderwerp": "Overleg",
    "zichtbaarheid": "colleagues", "herhaal": "week", "elke": "1", "dag": "1", "eind": "keer",
    "keer": "10",
}  # fmt: skip
TEN_TIMES_ONCE = {name: TEN_TIMES[name] for name in
                  ("datum", "van", "tot", "personen", "onderwerp", "zichtbaarheid")}  # fmt: skip


def repeat(browser: Browser, **fields: Any) -> Response:
    """From the empty form of the room to the plan."""
    room = browser.get(f"{ROOM}?datum=2026-03-24&van=10:00&tot=11:00")
    asked = browser.submit(room, f"{ROOM}/reserveringen", {**TEN_TIMES_ONCE, "herhalen": "ja"})
    assert asked.status_code == 200
    return browser.submit(asked, PLAN, {**TEN_TIMES, **fields})


def text_of(page: Response) -> str:
    plain = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def kept(page: Response, action: str, fields: dict[str, Any]) -> dict[str, Any]:
    """What the plan keeps of the form, repeated names too, and ``fields``."""
    form = page.text[page.text.index(f'action="{action}"') :]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        found[name] = [found[name], value] if name in found else value
    return {**found, **fields}


def store(browser: Browser, plan: Response, action: str = STORE, **fields: Any) -> Response:
    return browser.client.post(action, data=kept(plan, action, fields), follow_redirects=False)
