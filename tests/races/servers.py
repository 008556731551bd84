"""The shipped server, started as it is installed, and browsers that speak real HTTP to it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.interfaces.clock import system_clock
from booking.people.models import Person, PersonRole
from booking.people.queries import person_by_email
from booking.people.sessions import SessionLimits, start_session
from booking.people.values import Role
from tests.interfaces.web.conftest import hidden_fields
from tests.plain_http import ask, browser
from tests.postgresql import free_port

LIMITS = SessionLimits(idle=timedelta(hours=12), longest=timedelta(days=1))
READY_SECONDS = 120


@dataclass
class Server:
    """One ``booking serve`` on a port of its own, in a process group of its own."""

    database_url: str
    log: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> float:
        """Start and wait until it answers; the seconds that took."""
        environment = {name: value for name, value in os.environ.items() if "BOOKING" not in name}
        environment |= {
            "BOOKING_SECRET": "5up3r-b4d-but-long-enough-for-tests-0123456789",
            "BOOKING_BASE_ADDRESS": self.address,
            "BOOKING_SECURITY_CONTACT": "mailto:security@voorbeeldstad.example",
            "BOOKING_DATABASE_URL": self.database_url,
        }
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "booking", "serve", "--port", str(self.port)],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        while time.monotonic() - begun < READY_SECONDS:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if ask(f"{self.address}/inloggen", timeout=2).status_code == 200:
                    return time.monotonic() - begun
            except httpx.TransportError:
                time.sleep(0.1)
        raise TimeoutError(self.log.read_text())

    def kill(self) -> None:
        """SIGKILL to the server and its workers: the power is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, with_signal: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, with_signal)
            self.process.wait(timeout=30)
            self.process = None


@contextmanager
def serving(database_url: str, folder: Path, *, count: int = 1) -> Iterator[list[Server]]:
    servers = [Server(database_url, folder / f"server{n}.log") for n in range(count)]
    try:
        for server in servers:
            server.start()
        yield servers
    finally:
        for server in servers:
            if server.process is not None:
                server.kill()


def move_in(session: Session, count: int) -> list[str]:
    """New employees, each signed in; the tokens of their sessions."""
    now = system_clock()
    people = [
        Person(email=f"m{n}@voorbeeldstad.example", name=f"Medewerker {n}") for n in range(count)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(PersonRole(person_id=p.id, role=Role.EMPLOYEE) for p in people if p.id)
    return [
        start_session(session, person.id, browser="test", limits=LIMITS, now=now)
        for person in people
        if person.id is not None
    ]


def coming_monday() -> date:
    """A working day of the real future: the shipped server reads the real clock."""
    today = day_of(system_clock())
    return today + timedelta(days=7 - today.weekday() + 7)


@dataclass
class Visitor:
    """A signed-in browser that reserves rooms through the form on their page."""

    client: httpx.Client
    forms: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def at(cls, server: Server, token: str) -> "Visitor":
        client = browser(server.address, timeout=30)
        client.cookies.set("session", token)
        return cls(client)

    def look(self, room: str) -> httpx.Response:
        """Open the room's page and keep its form."""
        page = self.client.get(f"/ruimtes/{room}")
        if page.status_code == 200:
            self.forms[room] = hidden_fields(page.text, f"/ruimtes/{room}/reserveringen")
        return page

    def reserve(self, room: str, day: str, begin: str, until: str, **more: Any) -> httpx.Response:
        """Send the form that was opened last; each form is sent once, as a browser does."""
        hidden = self.forms.pop(room)
        fields = {"datum": day, "van": begin, "tot": until, "personen": "2", **more}
        return self.client.post(f"/ruimtes/{room}/reserveringen", data={**hidden, **fields})

    def take_desk(self, desk: str, day: str) -> httpx.Response:
        page = self.client.get(f"/werkplek/{desk}?datum={day}")
        action = f"/werkplek/{desk}/reserveringen"
        return self.send(page, action, {"datum": day, "dagdeel": "dag"})

    def send(self, page: httpx.Response, action: str, fields: dict[str, str]) -> httpx.Response:
        """Fill in the form on ``page`` with this ``action``, and send it."""
        return self.client.post(action, data={**hidden_fields(page.text, action), **fields})

    def close(self) -> None:
        self.client.close()


@contextmanager
def visiting(servers: list[Server], tokens: list[str]) -> Iterator[list[Visitor]]:
    """One browser a person, dealt out over the servers."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(closing(Visitor.at(servers[n % len(servers)], token)))
            for n, token in enumerate(tokens)
        ]


def until(done: Callable[[], bool], *, seconds: float) -> bool:
    """Ask again and again for ``seconds`` at most; whether it came true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.05)
    return False


def people_of(database: Database, count: int) -> list[str]:
    with database.writing() as session:
        return move_in(session, count)


def sessions_of_els(database: Database, count: int) -> list[str]:
    """The facility manager at as many screens."""
    with database.writing() as session:
        els = person_by_email(session, "els@voorbeeldstad.example")
        assert els is not None
        assert els.id is not None
        return [
            start_session(session, els.id, browser="test", limits=LIMITS, now=system_clock())
            for _ in range(count)
        ]
