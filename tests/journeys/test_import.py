"""Els takes rooms over from a real spreadsheet: three wrong rows first, then the right ones."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from booking.spaces.queries import current_stock
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look
from tests.spreadsheets import Rows, ods, xlsx

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HEAD = ["nummer", "naam", "soort", "gebouw", "verdieping", "zone", "plaatsen", "vanaf"]
WAYS = pytest.mark.parametrize(
    ("javascript", "width", "language"),
    [(True, 390, "en"), (False, 1440, "nl")],
    ids=["script narrow", "no script wide"],
)
WORDS = {
    "nl": {"spaces": "Plekken overnemen", "file": "Bestand", "look": "Bekijk het bestand",
           "three": "3 fouten in dit bestand", "again": "Stuur het verbeterde bestand",
           "take": "Overnemen", "done": "Het bestand is overgenomen.",
           "nothing": "Niets over te nemen", "add": "Komt erbij"},
    "en": {"spaces": "Take desks and rooms over", "file": "File", "look": "Look at the file",
           "three": "3 mistakes in this file", "again": "Send the corrected file",
           "take": "Take over", "done": "The file is taken over.",
           "nothing": "Nothing to take over", "add": "Is added"},
}  # fmt: skip


def send(page: Page, words: dict[str, str], rows: Rows) -> None:
    is_wide = (page.viewport_size or {"width": 0})["width"] > 600
    kind, content = ("xlsx", xlsx(rows)) if is_wide else ("ods", ods(rows))
    file: FilePayload = {
        "name": f"plekken.{kind}", "mimeType": "application/octet-stream", "buffer": content,
    }  # fmt: skip
    page.get_by_label(words["file"], exact=True).set_input_files(file)
    page.get_by_role("button", name=words["look"]).click()


@WAYS
def test_three_wrong_rows_and_then_the_corrected_file(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool, width: int, language: str
) -> None:
    words = WORDS[language]
    page = visit("Els van Dijk", width=width, language=language, javascript=javascript)
    right = [[f"1.{width}{n}", f"De Wilg {n}", "ruimte", "Stadhuis Voorbeeldstad", 1,
              f"Wilgen {width}", 6, "2026-12-01"] for n in range(1, 4)]  # fmt: skip
    wrong = [[*right[0][:2], "tent", *right[0][3:]], [*right[1][:6], "zes", right[1][7]],
             [*right[2][:7], "morgen"]]  # fmt: skip

    page.goto("/beheer/overnemen")
    look(page)
    page.get_by_role("link", name=words["spaces"]).first.click()
    look(page)
    send(page, words, [HEAD, *wrong])
    expect(page.get_by_text(words["three"])).to_be_visible()
    for line in ("2", "3", "4"):
        expect(page.get_by_role("rowheader", name=line, exact=True)).to_be_visible()
    look(page)
    assert names_of(town, right) == []

    page.get_by_role("link", name=words["again"]).click()
    send(page, words, [HEAD, *right])
    expect(page.get_by_role("cell", name=words["add"], exact=True)).to_have_count(3)
    look(page)
    assert names_of(town, right) == []
    page.get_by_role("button", name=words["take"], exact=True).click()
    expect(page.locator("#flash")).to_contain_text(words["done"])
    assert names_of(town, right) == ["De Wilg 1", "De Wilg 2", "De Wilg 3"]

    page.get_by_role("link", name=words["spaces"]).first.click()
    send(page, words, [HEAD, *right])
    expect(page.get_by_text(words["nothing"])).to_be_visible()
    look(page)


def names_of(town: Town, rows: Rows) -> list[str]:
    numbers = {row[0] for row in rows}
    with town.database.reading() as session:
        spaces = current_stock(session).spaces.values()
    return sorted(space.name for space in spaces if space.number in numbers)
