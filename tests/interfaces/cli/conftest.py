"""The command line as an administrator uses it, on a real database."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from booking.interfaces.cli import main
from tests.plain_http import ask
from tests.postgresql import free_port

SECRET = "0c5b1d2f7a9e4c3b8d6f1a2e5c7b9d0f"
ADDRESS = "http://127.0.0.1"


@dataclass
class Installation:
    """The settings of one town hall, and ``booking`` run with them."""

    folder: Path
    database_url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("BOOKING_")}  # fmt: skip
        return clean | {
            "BOOKING_SETTINGS": str(self.settings_file),
            "BOOKING_SECRET": SECRET,
            "BOOKING_BASE_ADDRESS": ADDRESS,
            "BOOKING_SECURITY_CONTACT": "mailto:security@voorbeeldstad.example",
            "BOOKING_DATABASE_URL": self.database_url,
            **self.more,
        }

    @property
    def settings_file(self) -> Path:
        path = self.folder / "booking.toml"
        if not path.exists():
            path.touch()
        return path

    def run(self, *arguments: str | Path, **env: str | None) -> Result:
        """``booking …`` in this process."""
        changed = {name: None for name in os.environ if name.startswith("BOOKING_")}
        result = CliRunner(env={**changed, **self.env, **env}).invoke(main, [*map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def start(self, *arguments: str | Path, log: Path | None = None) -> subprocess.Popen[bytes]:
        """``booking …`` in a process of its own."""
        output = log.open("wb") if log else None
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "booking", *map(str, arguments)],
                env=self.env, stdin=subprocess.DEVNULL, stdout=output or subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )  # fmt: skip
        finally:
            if output:
                output.close()

    @contextmanager
    def serving(self) -> Iterator[tuple[str, Path]]:
        """The address of this app, really served, and the file its log goes to."""
        port, log = free_port(), self.folder / "serve.log"
        process = self.start("serve", "--port", str(port), log=log)
        try:
            wait_for(f"{ADDRESS}:{port}/gezond", process, log)
            yield f"{ADDRESS}:{port}", log
        finally:
            process.terminate()
            process.wait(30)


def wait_for(
    address: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60
) -> None:
    """Until somebody answers there; fails with the log when the process ends first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            ask(address)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} did not answer in {seconds} s: {log.read_text()}")


@pytest.fixture
def install(tmp_path: Path) -> Callable[[str], Installation]:
    """An installation on the database with this address."""
    return lambda url: Installation(tmp_path, url)


@pytest.fixture
def installation(install: Callable[[str], Installation], database_url: str) -> Installation:
    """An installation with an empty, migrated database, on either engine."""
    return install(database_url)


@pytest.fixture
def bare(install: Callable[[str], Installation], tmp_path: Path) -> Installation:
    """An installation that has no database yet."""
    return install(f"sqlite:///{tmp_path / 'new.db'}")


def said(result: Result) -> str:
    """What the command answered, which is one line when it refuses."""
    return result.output.strip()


def refusal(result: Result) -> str:
    """The one line with which a command refuses."""
    assert result.exit_code == 1, result.output
    lines = said(result).splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("Error: ")
    return lines[0]
