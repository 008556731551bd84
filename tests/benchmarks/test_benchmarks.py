"""The harness at a tiny size, so that it does not rot; what it measures here says nothing."""

import re
from pathlib import Path

import pytest

from booking.interfaces.clock import system_clock
from tests.benchmarks.__main__ import README, drawn, filled, markdown, measure
from tests.benchmarks.facts_town import FactsTown
from tests.benchmarks.history import History
from tests.benchmarks.reports import PAGES, measured, served_on_sqlite
from tests.benchmarks.reports import drawn as report_table
from tests.benchmarks.rows import ROWS, Row


@pytest.mark.slow
def test_every_row_is_measured_and_every_answer_is_right(tmp_path: Path) -> None:
    """Each measurement itself asserts the status of every answer."""
    today = system_clock().date()
    small, large = (History(today, count, days_back=30) for count in (140, 280))

    rows = measure(list(ROWS), small, large, seconds=0.1, turns=1, folder=tmp_path, rounds=2)

    assert [row.what for row in rows if not row.measured] == []
    assert drawn(rows).row_count == len(ROWS)
    [growth] = [row for row in rows if row.what.startswith("p50")]
    for name in (
        "cached grid",
        "uncached grid",
        "poll",
        "search",
        "reserving",
        "occupancy",
        "page",
    ):
        assert re.search(rf"(^|, ){name} \d+\.\d\d", growth.measured), name
    [race] = [row for row in rows if "at once" in row.what]
    assert race.measured == "0 of 2, 0 in the database"


def test_the_table_goes_between_its_marks_and_nowhere_else() -> None:
    readme = README.read_text()
    written = filled(readme, markdown([Row("asking", "1/s", "2/s", holds=True)]) + "\n")

    assert "| asking | 1/s | 2/s | – | yes |\n<!-- /speed -->" in written
    assert filled(written, "") == filled(readme, "")
    assert written.partition("<!-- speed -->")[0] == readme.partition("<!-- speed -->")[0]


@pytest.mark.slow
def test_every_page_of_occupancy_is_measured_and_answers(tmp_path: Path) -> None:
    town = FactsTown(system_clock().date(), 500, days_back=20)
    with served_on_sqlite(town, tmp_path) as served:
        took = {town.reservations: measured(served, town, 1)}
    assert took[500].keys() == set(PAGES.values())
    assert report_table(took, "SQLite").row_count == 2 * len(PAGES)
