"""The app as it is really served: its log, its limits, its signals."""

import json
import os
import re
import signal
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.ids import new_token
from booking.interfaces.clock import system_clock
from booking.messages.incoming.models import IncomingMail
from booking.people.sessions import SessionLimits, start_session
from tests.interfaces.cli.conftest import Installation, wait_for
from tests.plain_http import ask
from tests.postgresql import free_port
from tests.town_hall import TownHall

pytestmark = pytest.mark.slow


def lines_of(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def test_the_log_of_a_real_run_holds_nothing_secret(
    installation: Installation, database: Database, hall: TownHall
) -> None:

    limits = SessionLimits(idle=timedelta(hours=1), longest=timedelta(days=1))
    with database.writing() as session:
        signed_in = start_session(session, hall.cast["fatima"].id, browser="", limits=limits,
                                  now=system_clock())  # fmt: skip
    database.dispose()
    secrets = {name: new_token() for name in ("query", "feed", "link", "header", "body", "mail")}
    door = free_port()
    installation.more.update(
        BOOKING_MAIL_IN__DOMAIN="ruimtes.example", BOOKING_MAIL_IN__AUTHSERV_ID="mx.example",
        BOOKING_MAIL_IN__LMTP=f"127.0.0.1:{door}",
    )  # fmt: skip
    with (
        installation.serving() as (address, log),
        httpx.Client(base_url=address, cookies={"session": signed_in}) as browser,
    ):
        assert browser.get("/vandaag", params={"token": secrets["query"]}).status_code == 200
        browser.get(f"/agenda/{secrets['feed']}.ics")
        browser.get(f"/inloggen/link/{secrets['link']}")
        browser.get("/inloggen", headers={"User-Agent": f"x {secrets['header']}",
                                          "Referer": f"https://x/{secrets['header']}"})  # fmt: skip
        browser.post("/inloggen", data={"email": secrets["body"]})
        browser.get("/inloggen/%0d%0a{%22level%22:%22forged%22}")
        with smtplib.LMTP("127.0.0.1", door, timeout=30) as mail:
            mail.sendmail(
                "fatima@a.example", ["1-14@ruimtes.example"], f"Subject: {secrets['mail']}"
            )
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                mail.sendmail("fatima@a.example", ["nergens@ruimtes.example"], "x")
        written = log.read_text()
    with database.reading() as session:
        assert session.exec(select(IncomingMail.recipient)).all() == ["1-14@ruimtes.example"]
    for name, secret in (secrets | {"session": signed_in}).items():
        assert secret not in written, name
    assert "Fatima" not in written
    assert "@" not in written, "an address of somebody"
    answers = [line for line in lines_of(log) if line["logger"] == "booking.request"]
    assert len(answers) == 6
    for line in answers:
        assert {"time", "level", "message", "request_id", "method", "path", "status",
                "duration_ms"} <= line.keys()  # fmt: skip
        assert not str(line["path"]).count("?")
    assert answers[0]["path"] == "/vandaag"
    assert answers[0]["person_id"] == hall.cast["fatima"].id


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    host, port = re.fullmatch(r"http://(.*):(\d+)", address).groups()  # type: ignore[union-attr]
    with socket.create_connection((host, int(port)), timeout=15) as connection:
        yield connection


def status_of(address: str, *parts: bytes) -> bytes:
    with connected(address) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before it has it all
            for part in parts:
                connection.sendall(part)
        return connection.recv(65536)[:12]


def test_limits_of_what_is_shipped(sqlite_url: str, tmp_path: Path) -> None:
    start = b"GET /inloggen HTTP/1.1\r\nHost: x\r\n"
    with Installation(tmp_path, sqlite_url).serving() as (address, _):
        assert status_of(address, start, b"\r\n") == b"HTTP/1.1 200"
        assert status_of(address, start, b"X: " + b"a" * 1_000_000, b"\r\n\r\n") == b"HTTP/1.1 431"
        assert status_of(address, start, b"a: b\r\n" * 1_000, b"\r\n") == b"HTTP/1.1 431"
        assert status_of(address, start, b"Host: y\r\n\r\n") == b"HTTP/1.1 400"
        two = b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
        assert status_of(address, start.replace(b"GET", b"POST"), two) == b"HTTP/1.1 400"
        large = (
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3000000\r\n\r\n"
        )
        assert status_of(address, b"POST /taal HTTP/1.1\r\nHost: x\r\n", large) in {
            b"HTTP/1.1 413", b"HTTP/1.1 403",
        }  # fmt: skip
        with connected(address) as half:
            half.sendall(b"GET / HTTP/1.1\r\nHo")
            began = time.monotonic()
            assert half.recv(100) == b"", "half a header is given up"
            assert 5 < time.monotonic() - began < 14


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(sqlite_url: str, tmp_path: Path, sign: signal.Signals) -> None:
    installation, port, log = Installation(tmp_path, sqlite_url), free_port(), tmp_path / "log"
    process = installation.start("serve", "--port", str(port), log=log)
    wait_for(f"http://127.0.0.1:{port}/gezond", process, log)
    process.send_signal(sign)
    assert process.wait(20) == 0
    assert "Traceback" not in log.read_text()


def test_a_killed_worker_is_replaced(sqlite_url: str, tmp_path: Path) -> None:
    """Nobody has to start the app again by hand."""
    with Installation(tmp_path, sqlite_url).serving() as (address, log):
        [worker] = {
            int(number) for number in re.findall(r"worker-1 with PID: (\d+)", log.read_text())
        }
        time.sleep(6)  # granian gives up on a worker that falls over within 5.5 seconds

        os.kill(worker, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                if ask(f"{address}/gezond", timeout=10).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.2)
        assert len(set(re.findall(r"worker-1 with PID: (\d+)", log.read_text()))) == 2
