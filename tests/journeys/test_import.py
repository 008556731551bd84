"""Els takes people over from a real spreadsheet: three wrong rows first, then the right ones."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from booking.people.queries import person_by_email
from tests.journeys.conftest import OpenPage, Town
from tests.journeys.look import Look
from tests.spreadsheets import Rows, ods, xlsx

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HEAD = ["e-mail", "naam", "afdeling", "team", "rollen", "taal"]
WAYS = pytest.mark.parametrize(
    ("javascript", "width", "language"),
    [(True, 390, "en"), (False, 1440, "nl")],
    ids=["script narrow", "no script wide"],
)
WORDS = {
    "nl": {"people": "Mensen overnemen", "file": "Bestand", "look": "Bekijk het bestand",
           "three": "3 fouten in dit bestand", "again": "Stuur het verbeterde bestand",
           "take": "Overnemen", "done": "Het bestand is overgenomen.",
           "nothing": "Niets over te nemen", "add": "Komt erbij"},
    "en": {"people": "Take people over", "file": "File", "look": "Look at the file",
           "three": "3 mistakes in this file", "again": "Send the corrected file",
           "take": "Take over", "done": "The file is taken over.",
           "nothing": "Nothing to take over", "add": "Is added"},
}  # fmt: skip


def send(page: Page, words: dict[str, str], rows: Rows) -> None:
    is_wide = (page.viewport_size or {"width": 0})["width"] > 600
    kind, content = ("xlsx", xlsx(rows)) if is_wide else ("ods", ods(rows))
    file: FilePayload = {
        "name": f"mensen.{kind}", "mimeType": "application/octet-stream", "buffer": content,
    }  # fmt: skip
    page.get_by_label(words["file"], exact=True).set_input_files(file)
    page.get_by_role("button", name=words["look"]).click()


@WAYS
def test_three_wrong_rows_and_then_the_corrected_file(
    visit: OpenPage, town: Town, look: Look, *, javascript: bool, width: int, language: str
) -> None:
    words = WORDS[language]
    page = visit("Els van Dijk", width=width, language=language, javascript=javascript)
    name = f"reis-{width}-{language}"
    right = [[f"{name}-{n}@voorbeeldstad.example", f"Reiziger {n}", "Reizen", f"Team {name}", "",
              "nl"] for n in range(1, 4)]  # fmt: skip
    wrong = [["geen adres", *right[0][1:]], [right[1][0], "", *right[1][2:]],
             [*right[2][:5], "fr"]]  # fmt: skip

    page.goto("/beheer/overnemen")
    judge(look, page, javascript=javascript)
    page.get_by_role("link", name=words["people"]).first.click()
    judge(look, page, javascript=javascript)
    send(page, words, [HEAD, *wrong])
    expect(page.get_by_text(words["three"])).to_be_visible()
    for line in ("2", "3", "4"):
        expect(page.get_by_role("rowheader", name=line, exact=True)).to_be_visible()
    judge(look, page, javascript=javascript)
    assert people_of(town, right) == []

    page.get_by_role("link", name=words["again"]).click()
    send(page, words, [HEAD, *right])
    expect(page.get_by_role("cell", name=words["add"], exact=True)).to_have_count(3)
    judge(look, page, javascript=javascript)
    assert people_of(town, right) == []
    page.get_by_role("button", name=words["take"], exact=True).click()
    expect(page.locator("#flash")).to_contain_text(words["done"])
    assert people_of(town, right) == ["Reiziger 1", "Reiziger 2", "Reiziger 3"]

    page.get_by_role("link", name=words["people"]).first.click()
    send(page, words, [HEAD, *right])
    expect(page.get_by_text(words["nothing"])).to_be_visible()
    judge(look, page, javascript=javascript)


def judge(look: Look, page: Page, *, javascript: bool) -> None:
    """Our judge is a script itself; without scripts there is the picture."""
    if javascript:
        look(page)
    else:
        look.picture(page)


def people_of(town: Town, rows: list[list[str]]) -> list[str]:
    with town.database.reading() as session:
        found = [person_by_email(session, row[0]) for row in rows]
    return [person.name for person in found if person is not None]
