"""The demo town hall: one command, nothing to set up, quick the second time."""

import json
import signal
import stat
from pathlib import Path

import pytest

from booking.interfaces.cli import demo
from tests.conftest import MONDAY
from tests.interfaces.cli.conftest import Installation, wait_for
from tests.plain_http import ask
from tests.postgresql import free_port

FILL_SECONDS_MAX = 180


def open_demo(installation: Installation, *options: str) -> tuple[str, str]:
    """The page on which to sign in, and what the demo said."""
    port, log = free_port(), installation.folder / "demo.log"
    folder = str(installation.folder / "demo")
    process = installation.start("demo", "--folder", folder, "--port", str(port), *options, log=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/inloggen", process, log, FILL_SECONDS_MAX)
        page = ask(f"http://127.0.0.1:{port}/inloggen").text
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    return page, log.read_text()


@pytest.mark.slow
def test_is_built_once_and_has_its_own_settings(tmp_path: Path) -> None:
    """Settings of a real installation must not lead the demo to a real database."""
    real = tmp_path / "real.db"
    installation = Installation(tmp_path, f"sqlite:///{real}")
    page, said = open_demo(installation)
    assert "Fatima" in page
    assert "Building the demo town hall" in said
    assert "http://127.0.0.1:" in said
    assert not real.exists()
    settings = tmp_path / "demo" / "booking.toml"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    secret = settings.read_text().splitlines()[0]

    page, said = open_demo(installation)
    assert "Fatima" in page
    assert "Building" not in said, "the second start must be quick"
    assert "Traceback" not in said
    assert settings.read_text().splitlines()[0] == secret


@pytest.mark.parametrize(
    ("changed", "is_still"),
    [({}, True), ({"today": "2026-03-20"}, False), ({"recipe": "of an older version"}, False)],
)
def test_is_built_again_on_another_day_or_by_another_version(
    tmp_path: Path, changed: dict[str, str], *, is_still: bool
) -> None:
    note, house = tmp_path / "filled.json", tmp_path / "demo.db"
    assert not demo.is_fresh(note, house, MONDAY)
    house.touch()
    note.write_text(json.dumps({"today": "2026-03-23", "recipe": demo.recipe()} | changed))
    assert demo.is_fresh(note, house, MONDAY) is is_still
