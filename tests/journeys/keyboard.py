"""Going through a page as who has no mouse does."""

from playwright.sync_api import Locator, Page, expect

TABS_MAX = 150


def walk_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus."""
    for _ in range(TABS_MAX):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def press(page: Page, name: str) -> None:
    enter(page, page.get_by_role("button", name=name, exact=True))


def enter(page: Page, target: Locator) -> None:
    """Walk to a button, a link or a fold, and do what it does."""
    expect(target).to_be_visible()
    walk_to(page, target)
    page.keyboard.press("Enter")
