"""``python -m tests.benchmarks``: measures everything in the speed table of the README.

All ratios are of one run, ours and the bare server in turns, so that a busy machine slows
down both. What peers did was measured on a machine of this kind, with their own defaults.
"""

import os
import platform
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import psycopg
from rich.console import Console
from rich.table import Table

from booking.foundation.database import Database
from booking.interfaces.clock import system_clock
from tests.benchmarks.history import DAYS_BACK, History, fill
from tests.benchmarks.load import crowd
from tests.benchmarks.rows import ROWS, Bench, Row
from tests.benchmarks.towns import Town, open_bare, open_filled, open_town
from tests.postgresql import Cluster

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"(<!-- speed -->\n).*?(<!-- /speed -->)", re.DOTALL)
HOLDS = {True: "yes", False: "no", None: "–"}


@click.command()
@click.option("--small", default=10_000, show_default=True, help="Reservations in ten years.")
@click.option("--large", default=1_000_000, show_default=True, help="The same, at most.")
@click.option("--days-back", default=DAYS_BACK, show_default=True, help="How long the history is.")
@click.option("--seconds", default=2.0, show_default=True, help="Of each turn.")
@click.option("--turns", default=5, show_default=True, help="Of which the median counts.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/woonkamer-speed"),  # noqa: S108
              show_default=True, help="Where histories are kept for the day.")  # fmt: skip
@click.option("--only", type=click.Choice(list(ROWS)), multiple=True, help="Rows; all by default.")
@click.option("--write-readme", is_flag=True, help="Put the table between its marks.")
def main(
    small: int, large: int, days_back: int, seconds: float, turns: int, folder: Path,
    only: tuple[str, ...],
    *, write_readme: bool,
) -> None:  # fmt: skip
    """Measure, and print the table."""
    names = [name for name in ROWS if not only or name in only]
    today = system_clock().date()
    histories = [History(today, count, days_back) for count in (small, large)]
    rows = measure(names, *histories, seconds=seconds, turns=turns, folder=folder)
    Console().print(drawn(rows))
    click.echo(machine())
    if write_readme:
        said = f"{machine()} {small:,} and {large:,} reservations in ten years, 200 rooms."
        README.write_text(filled(README.read_text(), f"{markdown(rows)}\n\n{said}\n"))


def measure(
    names: Sequence[str],
    small: History,
    large: History,
    *,
    seconds: float,
    turns: int,
    folder: Path,
    rounds: int = 20,
) -> list[Row]:
    """The rows with these names, each measured now."""
    rows = []
    with ExitStack() as stack:
        run = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="speed-")))
        run.chmod(0o755)
        towns = []
        for name, history in (("small", small), ("large", large)):
            (run / name).mkdir()
            town = open_town(history, run / name, kept_in=folder)
            towns.append(stack.enter_context(town))
        answer = towns[0].read(towns[0].grid_path())
        bare = stack.enter_context(open_bare(answer, run))
        postgresql = None
        if "postgresql" in names:
            postgresql = stack.enter_context(open_postgresql(small, run))
        people = stack.enter_context(crowd())
        bench = Bench(*towns, bare, people, seconds, turns, rounds, postgresql)
        for name in names:
            click.echo(f"{name} …", err=True)
            rows.append(ROWS[name](bench))
    return rows


@contextmanager
def open_postgresql(history: History, run: Path) -> Iterator[Town]:
    """The same town hall on a PostgreSQL of our own, one worker for each processor."""
    cluster = Cluster(run / "postgresql")
    cluster.start()
    try:
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE town")
        database = Database(cluster.url("town"))
        fill(database, history)
        database.dispose()
        with open_filled(history, cluster.url("town"), run) as town:
            yield town
    finally:
        cluster.stop("immediate")


def drawn(rows: Sequence[Row]) -> Table:
    table = Table("what", "at least", "measured", "peers", "holds")
    for row in rows:
        table.add_row(row.what, row.promised, row.measured, row.peers, HOLDS[row.holds])
    return table


def markdown(rows: Sequence[Row]) -> str:
    lines = [
        "| what | at least | measured | comparable software | holds |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.what} | {row.promised} | {row.measured} | {row.peers} | {HOLDS[row.holds]} |"
        for row in rows
    ]
    return "\n".join(lines)


def filled(readme: str, content: str) -> str:
    """``readme`` with ``content`` between its marks and nothing else changed."""
    found, count = BLOCK.subn(lambda block: block[1] + content + block[2], readme)
    assert count == 1, "the README has no place for the table"
    return found


def machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return (
        f"{os.cpu_count()} × {model[1] if model else platform.machine()}, "
        f"Linux {platform.release()}, Python {platform.python_version()}, "
        f"{system_clock():%Y-%m-%d}."
    )


if __name__ == "__main__":
    main()
