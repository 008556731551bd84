"""Els looks at how the house is used: what the page says is what a plain count says."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from booking.foundation.local_time import local_day
from booking.occupancy.facts import recount_dirty
from tests.journeys.conftest import TODAY, OpenPage, Town
from tests.journeys.look import Look

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ELS = "Els van Dijk"
LAST = TODAY - timedelta(days=1)
FIRST = LAST - timedelta(days=364)
YEAR = f"/bezetting?van={FIRST}&tot={LAST}"
BUSY = date(2026, 10, 13)
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])

# held for a moment at least, and begun on a day of the period
BEGUN = """
    FROM reservation r
    JOIN reservation_space rs ON rs.reservation_id = r.id
    JOIN space s ON s.id = rs.space_id
    WHERE s.kind = :kind AND r.starts_at >= :first AND r.starts_at < :last
      AND (r.state IN ('requested', 'option', 'confirmed')
           OR COALESCE(r.released_at, r.cancelled_at, r.expires_at) > r.starts_at)
"""
RESERVATIONS = "SELECT count(*)" + BEGUN
NO_SHOWS = (
    RESERVATIONS
    + """
    AND r.checked_in_at IS NULL
    AND (r.state = 'released' OR (r.state = 'confirmed' AND r.ended_at IS NULL))
"""
)
USED_HOURS = (
    """
    SELECT sum((julianday(MIN(r.ends_at, COALESCE(r.ended_at, r.ends_at)))
                - julianday(MAX(r.starts_at, r.checked_in_at))) * 24)
"""
    + BEGUN
    + " AND r.checked_in_at IS NOT NULL"
)
IN_USE_AT_ONCE = f"""
    WITH used AS (SELECT MAX(r.starts_at, r.checked_in_at) AS b,
                         MIN(r.ends_at, COALESCE(r.ended_at, r.ends_at)) AS e
                  {BEGUN} AND r.checked_in_at IS NOT NULL)
    SELECT max((SELECT count(*) FROM used o WHERE o.b <= u.b AND u.b < o.e)) FROM used u
    WHERE u.b < u.e
"""
REFUSED = """
    SELECT count(*) FROM wish WHERE space_kind = 'room' AND outcome = 'refused'
    AND starts_at >= :first AND starts_at < :last AND attendee_count BETWEEN 3 AND 4
"""
NEVER_RESERVED = """
    SELECT count(*) FROM space s WHERE s.kind = 'room' AND NOT EXISTS (
        SELECT 1 FROM reservation_space rs JOIN reservation r ON r.id = rs.reservation_id
        WHERE rs.space_id = s.id AND r.starts_at >= :first AND r.starts_at < :last
          AND (r.state IN ('requested', 'option', 'confirmed')
               OR COALESCE(r.released_at, r.cancelled_at, r.expires_at) > r.starts_at))
"""

Ask = Callable[..., float]


@pytest.fixture(scope="module", autouse=True)
def counted(town: Town) -> None:
    """The job that counts days has done its work: in this town nobody runs it."""
    while True:
        with town.database.writing() as session:
            if recount_dirty(session, today=TODAY, days_max=31) == 0:
                return


@pytest.fixture(scope="module")
def ask(town: Town) -> Ask:
    """The answer of a plain query on what was reserved, facts left aside."""

    def ask(query: str, *, kind: str = "room", first: date = FIRST, last: date = LAST) -> float:
        bounds = {"first": local_day(first).starts_at, "last": local_day(last).ends_at}
        known = {name: f"{moment:%Y-%m-%d %H:%M:%S.%f}" for name, moment in bounds.items()}
        wanted = {"kind": kind, **known}
        used = {name: wanted[name] for name in wanted if f":{name}" in query}
        with town.database.reading() as session:
            return float(session.execute(text(query), used).scalar_one() or 0)

    return ask


def number(written: str) -> float:
    """``1.504`` and ``23,4 %`` as numbers."""
    return float(re.sub(r"[^\d,]", "", written).replace(",", "."))


def row_of(page: Page, table: str, label: str) -> list[str]:
    row = page.locator(f"table:has(#{table}-caption) tr", has=page.get_by_role(
        "rowheader", name=re.compile(f"^{re.escape(label)}")))  # fmt: skip
    return row.first.locator("td").all_inner_texts()


def downloaded(page: Page, file: Path) -> list[list[str]]:
    with page.expect_download() as caught:
        page.get_by_role("link", name="CSV").click()
    caught.value.save_as(file)
    return list(csv.reader(StringIO(file.read_bytes().decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(("kind", "label"), [("desk", "Werkplekken"), ("room", "Ruimtes")])
def test_the_year_is_what_a_plain_count_says(
    visit: OpenPage, ask: Ask, kind: str, label: str
) -> None:
    page = visit(ELS)
    page.goto(YEAR)
    _, _, _, reservations, no_shows = row_of(page, "verdeling", label)
    counted = ask(RESERVATIONS, kind=kind)
    assert counted > 10_000
    assert number(reservations) == counted
    assert number(no_shows) == pytest.approx(100 * ask(NO_SHOWS, kind=kind) / counted, abs=0.051)

    page.goto(f"{YEAR}&soort={'werkplekken' if kind == 'desk' else 'ruimtes'}")
    note = page.locator(".stat__note").first.inner_text()
    used = re.search(r"([\d.]+) van ([\d.]+) uur", note)
    assert used is not None
    # facts are whole minutes: of each stay some seconds are cut off
    assert number(used[1]) == pytest.approx(ask(USED_HOURS, kind=kind), rel=0.0005)
    shown = number(page.locator(".stat__figure").first.inner_text())
    assert shown == pytest.approx(100 * number(used[1]) / number(used[2]), abs=0.06)


@pytest.mark.parametrize(("kind", "label"), [("desk", "Werkplekken"), ("room", "Ruimtes")])
def test_a_peak_is_the_most_that_a_plain_count_finds_at_once(
    visit: OpenPage, ask: Ask, kind: str, label: str
) -> None:
    page = visit(ELS)
    page.goto(f"/bezetting?van={BUSY}&tot={BUSY}")
    _, p50, p90, p95, highest, day_count = row_of(page, "pieken", f"{label} in gebruik")
    assert number(highest) == ask(IN_USE_AT_ONCE, kind=kind, first=BUSY, last=BUSY) > 10
    assert (p50, p90, p95, day_count) == (highest, highest, "te weinig dagen", "1")


def test_wishes_and_rooms_nobody_reserved_are_what_a_plain_count_says(
    visit: OpenPage, ask: Ask
) -> None:
    page = visit(ELS)
    page.goto(YEAR)
    assert number(row_of(page, "wensen", "3–4")[0]) == ask(REFUSED) > 0
    never = ask(NEVER_RESERVED)
    said = page.locator(".occupancy__words").inner_text()
    found = re.search(r"(\d+) ruimtes? (?:is|zijn) geen enkele keer", said)
    assert (int(found[1]) if found else 0) == never


@both_ways
def test_els_filters_and_takes_the_figures_with_her(
    visit: OpenPage, look: Look, tmp_path: Path, *, javascript: bool
) -> None:
    page = visit(ELS, javascript=javascript)
    page.get_by_role("link", name="Bezetting").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bezetting")
    expect(page.locator(".occupancy__words")).to_contain_text("De ruimtes waren")

    page.get_by_role("link", name="Dit kwartaal").click()
    expect(page.locator(".heading__lead")).to_contain_text("01-10-2026 t/m 31-12-2026")
    page.locator("summary", has_text="Zone, soort en weekdagen").click()
    page.get_by_label("Soort", exact=True).select_option("ruimtes")
    page.get_by_label("dinsdag", exact=True).check()
    page.get_by_label("Uitgesplitst", exact=True).select_option("maand")
    if not javascript:
        page.get_by_role("button", name="Toon").click()
    expect(page.locator(".heading__lead")).to_contain_text("dinsdag · het hele gebouw · Ruimtes")
    expect(page.locator("#verdeling-caption")).to_have_text("Per maand")
    expect(page.get_by_role("rowheader", name="oktober 2026")).to_be_visible()
    assert "dag=2" in page.url

    heat = page.locator("table.heat")
    expect(heat).to_have_count(1)
    expect(heat.locator("tbody tr")).to_have_count(1)
    cell = heat.locator("td").nth(3)  # ten o'clock
    assert 0 < int(cell.inner_text()) <= 100
    look(page, "filtered")

    rows = downloaded(page, tmp_path / "bezetting.csv")
    shown = page.locator(".stat__figure").first.inner_text().split()[0]
    assert ["In gebruik", shown, "%"] in rows
    assert any(row[:1] == ["oktober 2026"] for row in rows)


@both_ways
def test_the_spaces_are_sorted_and_all_shown_by_links(visit: OpenPage, *, javascript: bool) -> None:
    page = visit(ELS, javascript=javascript)
    page.goto("/bezetting")
    table = page.locator("table:has(#plekken-tabel-caption)")
    expect(table.locator("tbody tr")).to_have_count(20)
    expect(table.locator("tbody tr").first).to_contain_text("niet gereserveerd")

    page.get_by_role("link", name=re.compile("^Toon alle")).click()
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(int(page.locator("#plekken .count").inner_text()))
    table.get_by_role("link", name="Plaats voor").click()
    expect(table.locator("th[aria-sort=ascending]")).to_have_text("Plaats voor")
    table.get_by_role("link", name="Plaats voor").click()
    expect(table.locator("th[aria-sort=descending]")).to_have_text("Plaats voor")
    seats = [int(seat) for seat in table.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert seats == sorted(seats, reverse=True)


@pytest.mark.parametrize(("language", "width"), [("nl", 1440), ("en", 390)])
def test_it_reads_well_in_both_languages_and_widths(
    visit: OpenPage, look: Look, language: str, width: int
) -> None:
    page = visit(ELS, width=width, language=language)
    page.goto(YEAR + "&per=zone&alle=ja")
    assert page.locator("html").get_attribute("lang") == language
    look(page, "year")
    page.goto("/bezetting?van=2027-01-01&tot=2027-01-31")
    look(page, "to-come")
    if width < 600:
        page.goto("/bezetting")
        region = page.get_by_role("region").filter(has=page.locator("table.heat")).first
        size = region.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert size[0] > size[1], "the heat map scrolls in a region of its own"
        region.focus()
        expect(region).to_be_focused()


@pytest.mark.parametrize("name", ["Noor Bakker", "Bram Jansen", "Ravi Sharma"])
def test_for_others_it_is_not_there(visit: OpenPage, name: str) -> None:
    page = visit(name)
    expect(page.get_by_role("link", name="Bezetting")).to_have_count(0)
    for path in ("/bezetting", "/bezetting/cijfers.csv"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 404
