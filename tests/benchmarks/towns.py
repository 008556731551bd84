"""Running servers to measure: ours on a town hall with a history, and the bare one."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from itertools import cycle, islice, pairwise
from pathlib import Path
from random import Random

from booking.foundation.database import Database
from booking.foundation.ids import new_token
from booking.interfaces.clock import system_clock
from tests.benchmarks.bare import ANSWER
from tests.benchmarks.building import FLOORS, ROOMS_PER_FLOOR, sign_in
from tests.benchmarks.history import DAYS_AHEAD, MEASURED_LEVEL, History, made
from tests.benchmarks.load import HEAD_END, ask_once, get_request, post_request
from tests.postgresql import free_port
from tests.races.servers import Server, until

VISITORS = 8
SIGNED_IN = range(1, 401)  # nobody may do more than sixty things a minute
SLOT_TIMES = [f"{hour}:{minute:02}" for hour in (16, 17) for minute in (0, 15, 30, 45)] + ["18:00"]


@dataclass(frozen=True)
class Slot:
    """A quarter of an hour in which a room is free in every history."""

    room_id: int
    number: str
    day: date
    begin: str
    until: str


@dataclass
class Town:
    """A town hall that is being served."""

    history: History
    database: Database
    server: Server
    cookies: list[str]
    csrf: str
    slots: Iterator[Slot]

    @property
    def port(self) -> int:
        return self.server.port

    def day(self) -> date:
        return self.history.near_days()[0]

    def grid_path(self) -> str:
        return f"/ruimtes/rooster?verdieping={MEASURED_LEVEL}&datum={self.day()}"

    def page_path(self) -> str:
        return f"/ruimtes?verdieping={MEASURED_LEVEL}&datum={self.day()}"

    def read(self, path: str, *, person: int = 0) -> bytes:
        """The body as it came over the line, of an answer that must be right."""
        request = get_request(path, cookie=self.cookies[person])
        answers = ask_once(self.port, [request], visitors=1, seconds=0)
        assert set(answers.statuses) == {200}, f"{path}: {answers.sample[:200]!r}"
        return answers.sample.partition(HEAD_END)[2]

    def poll_path(self) -> str:
        """What an open grid asks for news, at the version of this moment."""
        html = gzip.decompress(self.read(self.grid_path())).decode()
        found = re.search(r'hx-get="([^"]+rooster[^"]+)"', html)
        assert found, "the grid does not ask for news"
        return unescape(found[1])

    def gets(self, paths: Sequence[str]) -> list[bytes]:
        """Requests for ``paths`` by the visitors in turn."""
        asked = islice(cycle(paths), max(len(paths), VISITORS))
        people = cycle(self.cookies[:VISITORS])
        return [get_request(path, cookie=who) for path, who in zip(asked, people, strict=False)]

    def forms(self, slots: Sequence[Slot]) -> list[bytes]:
        """The form of a room, filled in by another person each time."""
        return [
            post_request(f"/ruimtes/{slot.number}/reserveringen", self._form(slot), cookie=cookie)
            for slot, cookie in zip(slots, cycle(self.cookies), strict=False)
        ]

    def _form(self, slot: Slot) -> str:
        return (
            f"datum={slot.day}&van={slot.begin}&tot={slot.until}&personen=2&onderwerp=Meting"
            f"&formulier={new_token()}&_csrf_token={self.csrf}"
        )

    def open_pages(self) -> None:
        """Everybody has a page open: sessions are known, as they are to who sends a form."""
        requests = [get_request(self.grid_path(), cookie=cookie) for cookie in self.cookies]
        ask_once(self.port, requests, visitors=VISITORS, seconds=60)

    def worker_mebibytes(self) -> float:
        """The largest share of memory (PSS) that one of the server's workers has."""
        assert self.server.process is not None
        listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.server.process.pid)],
                                capture_output=True, text=True, check=True)  # fmt: skip
        rollups = [Path(f"/proc/{pid}/smaps_rollup") for pid in listed.stdout.split()]
        return max(int(re.search(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE)[1])  # type: ignore[index]
                   for rollup in rollups) / 1024  # fmt: skip


@contextmanager
def open_town(history: History, folder: Path, *, kept_in: Path) -> Iterator[Town]:
    """A copy of the history that ``kept_in`` has, in ``folder``, served by one worker."""
    path = folder / f"{history.reservations}.db"
    shutil.copyfile(made(kept_in, history), path)
    with _serving(history, f"sqlite:///{path}", folder) as town:
        yield town
    for rest in folder.glob(f"{path.name}*"):
        rest.unlink()


@contextmanager
def open_filled(history: History, url: str, folder: Path) -> Iterator[Town]:
    """The town hall that is in the database at ``url`` already."""
    with _serving(history, url, folder) as town:
        yield town


@contextmanager
def _serving(history: History, url: str, folder: Path) -> Iterator[Town]:
    database = Database(url)
    tokens = sign_in(database, SIGNED_IN, now=system_clock())
    server = Server(url, folder / f"server-{history.reservations}.log")
    try:
        server.start()
        csrf = _csrf_of(server)
        cookies = [f"session={token}; csrf={csrf}" for token in tokens]
        yield Town(history, database, server, cookies, csrf, iter(_slots(history)))
    finally:
        server.stop()
        database.dispose()


def _csrf_of(server: Server) -> str:
    page = ask_once(server.port, [get_request("/inloggen")], visitors=1, seconds=0)
    found = re.search(rb"set-cookie: csrf=([^;]+)", page.sample)
    assert found, "no token against forged forms"
    return found[1].decode()


def _slots(history: History) -> list[Slot]:
    """All that is free in the last two hours of the days to come, in no order."""
    last = history.today + timedelta(days=DAYS_AHEAD)
    first = history.near_days()[-1] + timedelta(days=1)
    days = (first + timedelta(days=n) for n in range((last - first).days))
    slots = [
        Slot(n + 1, f"{n // ROOMS_PER_FLOOR}.{n % ROOMS_PER_FLOOR + 1:02}", day, begin, end)
        for day in days
        if day.weekday() < 5
        for n in range(FLOORS * ROOMS_PER_FLOOR)
        for begin, end in pairwise(SLOT_TIMES)
    ]
    Random(0).shuffle(slots)
    return slots


@contextmanager
def open_bare(answer: bytes, folder: Path) -> Iterator[int]:
    """The port of the server that does nothing but send ``answer``."""
    path, port = folder / "answer.gz", free_port()
    path.write_bytes(answer)
    with (folder / "bare.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.bare", str(port)],
            env={**os.environ, ANSWER: str(path)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        assert until(lambda: _answers(port), seconds=30), (folder / "bare.log").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        asked = ask_once(port, [get_request("/nothing")], visitors=1, seconds=0)
    except OSError:
        return False
    return set(asked.statuses) == {204}
