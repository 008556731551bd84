"""``python -m tests.benchmarks.reports``: how long the pages of occupancy take, and how that grows.

Each page is asked of the year that went by: anew (every time another year, a day further back),
and again, as whoever asks the same of the same counts. Time is what the server's process takes
of a processor, so that a busy machine does not lie. Then the rooms needed of one busy year.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from shutil import copyfile
from time import process_time

import click
import psycopg
from rich.console import Console
from rich.table import Table

from booking.foundation.database import Database
from booking.interfaces.clock import system_clock
from booking.occupancy.sizing.search import cheapest_mix
from booking.occupancy.sizing.values import Meeting, RoomClass
from tests.benchmarks.__main__ import machine
from tests.benchmarks.building import FACILITY_MANAGER, sign_in
from tests.benchmarks.facts_town import FactsTown, fill_facts, made_facts
from tests.benchmarks.load import ask_once, get_request
from tests.postgresql import Cluster
from tests.races.servers import Server

PAGES = {
    "": "overview", "/pieken": "peaks", "/plekken": "use of spaces", "/vraag": "demand",
    "/reserveringen": "reservations", "/werkplekken": "desks needed",
}  # fmt: skip
SIZES = 10_000, 100_000, 1_000_000, 5_000_000
MILLISECONDS_MAX, GROWTH_MAX = 100, 1.5
DAYS, MEETINGS_A_DAY, CLASSES = 250, 45, (2, 4, 6, 8, 12, 16)


@dataclass(frozen=True)
class Took:
    """Milliseconds of processor for a page."""

    anew: float
    again: float


@click.command()
@click.option("--size", "sizes", type=int, multiple=True, default=SIZES, show_default=True,
              help="Reservations in ten years.")  # fmt: skip
@click.option("--days-back", default=9 * 365, show_default=True, help="How long the history is.")
@click.option("--turns", default=5, show_default=True, help="Of each page; the least counts.")
@click.option("--postgresql", is_flag=True, help="There instead of SQLite.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("/tmp/woonkamer-facts"),  # noqa: S108
              show_default=True, help="Where facts are kept for the day.")  # fmt: skip
def main(
    sizes: tuple[int, ...], days_back: int, turns: int, folder: Path, *, postgresql: bool
) -> None:
    """Measure, and print the table."""
    today = system_clock().date()
    towns = [FactsTown(today, size, days_back) for size in sorted(sizes)]
    took = {}
    for town in towns:
        opened = served_on_postgresql(town) if postgresql else served_on_sqlite(town, folder)
        with opened as server:
            took[town.reservations] = measured(server, town, turns)
    Console().print(drawn(took, "PostgreSQL" if postgresql else "SQLite"))
    click.echo(f"Rooms needed, {DAYS} days of {MEETINGS_A_DAY} meetings in {len(CLASSES)} sizes: "
               f"{sizing_seconds():.1f} s. {machine()}")  # fmt: skip


def measured(server: "Served", town: FactsTown, turns: int) -> dict[str, Took]:
    """By page; every answer must be right and have figures in it."""
    server.processor_ms(page_path("", town.today, 0))  # what is read once is read before
    found = {}
    for page, name in PAGES.items():
        server.processor_ms(page_path(page, town.today, turns + 1))
        anew = min(server.processor_ms(page_path(page, town.today, back)) for back in range(turns))
        again = min(server.processor_ms(page_path(page, town.today, 0), 10) for _ in range(turns))
        found[name] = Took(anew, again)
    return found


def page_path(page: str, today: date, back: int) -> str:
    """Of a year that ended ``back`` days before yesterday."""
    last = today - timedelta(days=1 + back)
    return f"/bezetting{page}?van={last - timedelta(days=364)}&tot={last}"


@dataclass(frozen=True)
class Served:
    """A town hall that is being served, and who asks."""

    server: Server
    cookie: str

    def processor_ms(self, path: str, times: int = 1) -> float:
        """Milliseconds of processor that the server takes for ``path``, each of so many times."""
        before = self._seconds()
        for _ in range(times):
            answers = ask_once(self.server.port, [get_request(path, cookie=self.cookie)],
                               visitors=1, seconds=0)  # fmt: skip
            assert set(answers.statuses) == {200}, f"{path}: {answers.sample[:300]!r}"
        return (self._seconds() - before) * 1000 / times

    def _seconds(self) -> float:
        """Of all its processes; the scheduler counts in nanoseconds."""
        assert self.server.process is not None
        group = self.server.process.pid
        parts = (Path("/proc") / stat.parent.name / "task" for stat in _processes_of(group))
        return sum(int((task / "schedstat").read_text().split()[0])
                   for part in parts for task in part.iterdir()) / 1e9  # fmt: skip


def _processes_of(group: int) -> Iterator[Path]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) == group:
            yield stat


@contextmanager
def served_on_sqlite(town: FactsTown, folder: Path) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="reports-") as run:
        path = Path(run) / "town.db"
        copyfile(made_facts(folder, town), path)
        with _served(f"sqlite:///{path}", Path(run)) as served:
            yield served


@contextmanager
def served_on_postgresql(town: FactsTown) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="reports-") as run, ExitStack() as stack:
        Path(run).chmod(0o755)
        cluster = Cluster(Path(run) / "postgresql")
        cluster.start()
        stack.callback(partial(cluster.stop, "immediate"))
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE town")
        database = Database(cluster.url("town"))
        fill_facts(database, town)
        database.dispose()
        yield stack.enter_context(_served(cluster.url("town"), Path(run)))


@contextmanager
def _served(url: str, folder: Path) -> Iterator[Served]:
    database = Database(url)
    (token,) = sign_in(database, range(FACILITY_MANAGER, FACILITY_MANAGER + 1), now=system_clock())
    server = Server(url, folder / "server.log")
    try:
        server.start()
        yield Served(server, f"session={token}")
    finally:
        server.stop()
        database.dispose()


def sizing_seconds() -> float:
    """Of processor, for a year in which at most one day in twenty may be short."""
    chance = Random(1)
    days = [[_meeting(chance, 1440 * day) for _ in range(MEETINGS_A_DAY)] for day in range(DAYS)]
    classes = [RoomClass(seats, 2 * seats) for seats in CLASSES]
    begun = process_time()
    cheapest_mix(days, classes, service_percent=95)
    return process_time() - begun


def _meeting(chance: Random, midnight: int) -> Meeting:
    begin = midnight + 8 * 60 + 15 * chance.randrange(36)
    (smallest,) = chance.choices(range(len(CLASSES)), weights=(30, 30, 15, 12, 8, 5))
    return Meeting(begin, begin + chance.choice((30, 60, 60, 90, 120)), smallest)


def drawn(took: dict[int, dict[str, Took]], engine: str) -> Table:
    sizes = sorted(took)
    table = Table(f"ms, {engine}", *(f"{size:,}" for size in sizes), "growth", "holds")
    kinds: dict[str, Callable[[Took], float]] = {
        "anew": lambda it: it.anew, "again": lambda it: it.again,
    }  # fmt: skip
    for page in took[sizes[0]]:
        for kind, of in kinds.items():
            each = [of(took[size][page]) for size in sizes]
            growth = each[-1] / each[0]
            holds = each[-1] <= MILLISECONDS_MAX and growth <= GROWTH_MAX
            table.add_row(f"{page}, {kind}", *(f"{it:.0f}" for it in each), f"{growth:.2f}",
                          "yes" if holds else "no")  # fmt: skip
    return table


if __name__ == "__main__":
    main()
