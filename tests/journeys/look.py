"""What a good page looks like, measured in the browser; and a picture of it to look at."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / ".output" / "pictures"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# of what is right it need not tell each node: half the time
AXE_RUN = """axe.run(document, {runOnly: {type: 'tag', values: [
    'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
    resultTypes: ['violations']})"""
TARGET_PIXELS_MIN = 24  # WCAG 2.2, 2.5.8
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(e => e.checkVisibility() && getComputedStyle(e).display !== 'inline'
                 && !e.closest('.visually-hidden') && !e.closest('svg'))
    .map(e => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(([e]) => e.outerHTML.slice(0, 120))"""


class Look:
    """Looks at pages of one test; with ``--pictures`` each look leaves one in ``.output``."""

    def __init__(self, test_name: str, *, takes_pictures: bool = False) -> None:
        self.takes_pictures = takes_pictures
        self.name = re.sub(r"[^a-z0-9]+", "-", test_name.removeprefix("test_").lower()).strip("-")
        self.count = 0

    def __call__(self, page: Page, what: str = "") -> None:
        """Fail unless ``page`` is accessible, fits its width and has targets one can hit."""
        self.picture(page, what)
        with scripts_for_the_judge(page):
            page.evaluate(AXE.read_text())  # over CDP, so under our strict CSP too
            found = page.evaluate(AXE_RUN)
        wrong = [
            f"{violation['id']}: {violation['help']}: "
            + "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            for violation in found["violations"]
        ]
        assert not wrong, f"{page.url}: {wrong}"
        width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{page.url} sticks out: {width[0]} of {width[1]} pixels"
        small = page.evaluate(SMALL_TARGETS)
        assert not small, f"{page.url} has targets under {TARGET_PIXELS_MIN} pixels: {small}"

    def picture(self, page: Page, what: str = "") -> None:
        if not self.takes_pictures:  # they are for people, and a third of the time
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.count += 1
        name = "-".join(part for part in (self.name, f"{self.count:02}", what) if part)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@contextmanager
def scripts_for_the_judge(page: Page) -> Iterator[None]:
    """Let axe wait for itself in a page that was opened without scripts; its own never ran."""
    if not page.evaluate("matchMedia('(scripting: none)').matches"):
        yield
        return
    session = page.context.new_cdp_session(page)
    for is_off in (True, False):  # a session takes back only what it asked for itself
        session.send("Emulation.setScriptExecutionDisabled", {"value": is_off})
    yield
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    session.detach()
