"""The pictures of the README, taken anew in every run: ``.output/readme``.

They are copied to ``booking/manual/screenshots`` when the pages have changed.
"""

from datetime import time

import pytest

from booking.foundation.local_time import local_instant
from tests.journeys.conftest import TODAY, OpenPage, Town
from tests.journeys.look import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FOLDER = ROOT / ".output" / "readme"
HEIGHTS = {1440: 1180, 390: 844}
PICTURES = {
    "today": ("/vandaag", 1440),
    "rooms": ("/ruimtes?datum=2026-11-24&van=13:00&tot=14:00&personen=6", 1440),
    "desks": ("/werkplek?datum=2026-11-26&verdieping=2", 1440),
    "phone": ("/vandaag", 390),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_pictures_of_the_readme(visit: OpenPage, town: Town, name: str) -> None:
    path, width = PICTURES[name]
    town.now = local_instant(TODAY, time(10, 10))
    page = visit("Fatima el Amrani", width=width)
    page.goto(path)
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=FOLDER / f"{name}.png",
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": HEIGHTS[width]},
    )
    assert (ROOT / "booking" / "manual" / "screenshots" / f"{name}.png").is_file()
