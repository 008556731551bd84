"""The demo town hall on a real server, looked at through a real Chromium."""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import httpx
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from booking.app import create_app
from booking.demo.fill import fill_demo
from booking.demo.mail_in import invite_rooms
from booking.foundation.database import Database
from booking.foundation.local_time import local_instant
from booking.foundation.settings import MailIn, Settings
from booking.interfaces.cli.demo import MAIL_IN
from booking.migrations.runner import migrate
from tests.journeys.look import Look
from tests.postgresql import free_port

# a Tuesday, the busiest day of the week, in the middle of the morning
TODAY = date(2026, 11, 24)
MORNING = local_instant(TODAY, time(10, 10))
# Chromium without its own windows: with them each page brings two renderers for buttons nobody sees
CHROMIUM = "/usr/bin/chromium-headless-shell"
# without the background switches Chromium talks to hosts that are not there
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo town hall as a SQLite file; each town gets a copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.writing() as session:
        fill_demo(session, TODAY, progress=lambda _step, _share: None)
        invite_rooms(session, settings_at("http://127.0.0.1"), TODAY)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()
    return path


def settings_at(address: str) -> Settings:
    return Settings(
        secret="journey-secret-0123456789-abcdefghijkl",  # type: ignore[arg-type]
        base_address=address,
        security_contact="mailto:security@voorbeeldstad.example",
        municipality="Gemeente Voorbeeldstad",
        mail_in=MailIn(**MAIL_IN),
        is_demo=True,
    )


@dataclass
class Town:
    """A running town hall, its database and its clock, which a test may set."""

    address: str
    database: Database
    now: datetime = field(default=MORNING)

    def wait(self, duration: timedelta) -> None:
        self.now += duration


@pytest.fixture(scope="module")
def town(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for a module of journeys: they play in it one after another."""
    path = tmp_path_factory.mktemp("town") / "hall.db"
    shutil.copyfile(demo_file, path)
    port = free_port()
    town = Town(f"http://127.0.0.1:{port}", Database(f"sqlite:///{path}"))
    app = create_app(settings_at(town.address), town.database, clock=lambda: town.now)
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_until_complete, args=(server.serve(),))
    thread.start()
    _wait_until_it_answers(town.address)
    yield town
    loop.call_soon_threadsafe(server.stop)
    thread.join(timeout=30)
    assert not thread.is_alive(), "the server did not stop"
    loop.close()
    town.database.dispose()


def _wait_until_it_answers(address: str) -> None:
    transport = httpx.HTTPTransport(retries=20)  # connection refused: backs off and tries again
    with httpx.Client(transport=transport, timeout=30) as client:
        client.get(f"{address}/inloggen").raise_for_status()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    environment = {**os.environ, "LANGUAGE": "nl", "LANG": "nl_NL.UTF-8"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, env=dict(environment)
        )
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[OpenPage]:
    """``visit("Fatima el Amrani", width=390, language="en", javascript=False)``: signed in."""
    contexts: list[BrowserContext] = []

    def open_page(
        name: str | None, *, width: int = 1440, language: str = "nl", javascript: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=town.address,
            locale="nl-NL" if language == "nl" else "en-GB",
            timezone_id="Europe/Amsterdam",
            viewport={"width": width, "height": 844 if width < 600 else 900},
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.add_cookies([{"name": "taal", "value": language, "url": town.address}])
        context.set_default_timeout(30_000)
        page = context.new_page()
        if name is not None:
            page.goto("/inloggen")
            page.get_by_role("button", name=name).click()
            page.wait_for_url(lambda url: "/inloggen" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Judges a page: accessible, nothing sticking out, no complaint in the console."""
    return Look(request.node.name, takes_pictures=request.config.getoption("--pictures"))
