"""`booking check` says what is right and what is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.jobs import enqueue
from booking.foundation.journal import JournalEntry
from booking.interfaces.clock import system_clock
from tests.interfaces.cli.conftest import Installation
from tests.postgresql import free_port


def test_all_is_well(installation: Installation) -> None:
    result = installation.run("check")
    assert result.exit_code == 0, result.output
    assert "NOT OK" not in result.output


def test_a_missing_database(bare: Installation) -> None:
    result = bare.run("check")
    assert result.exit_code == 1
    assert "booking migrate" in result.output
    assert not (bare.folder / "new.db").exists()


def test_a_mail_server_that_does_not_answer(installation: Installation) -> None:
    result = installation.run(
        "check", BOOKING_MAIL__HOST="127.0.0.1", BOOKING_MAIL__PORT=str(free_port())
    )
    assert result.exit_code == 1
    assert "does not answer" in result.output


def test_a_door_for_mail_at_which_nobody_answers(installation: Installation) -> None:
    result = installation.run(
        "check", BOOKING_MAIL_IN__DOMAIN="ruimtes.example", BOOKING_MAIL_IN__AUTHSERV_ID="mx",
        BOOKING_MAIL_IN__LMTP=f"127.0.0.1:{free_port()}",
    )  # fmt: skip
    assert result.exit_code == 1
    assert "nobody answers at 127.0.0.1" in " ".join(result.output.split())


def test_a_clock_that_is_behind(installation: Installation, database: Database) -> None:
    with database.writing() as session:
        session.add(JournalEntry(at=system_clock() + timedelta(hours=2), door=Door.CLI,
                                 action="reserve", subject_kind="reservation",
                                 subject_id="x"))  # fmt: skip
    result = installation.run("check")
    assert result.exit_code == 1
    assert "is behind" in result.output


@pytest.mark.parametrize("is_aside", [True, False])
def test_background_work_that_is_not_done(
    installation: Installation, database: Database, *, is_aside: bool
) -> None:
    with database.writing() as session:
        enqueue(session, "letter", {}, due_at=system_clock() - timedelta(hours=1))
        if is_aside:
            session.execute(text("UPDATE job SET set_aside_at = due_at"))
    result = installation.run("check")
    assert result.exit_code == 1
    assert ("failed for days" if is_aside else "is the app running") in result.output


def test_help_names_every_command(bare: Installation) -> None:
    result = bare.run("--help")
    for command in ("serve", "demo", "migrate", "check", "import", "admin", "backup", "restore"):
        assert command in result.output
        assert bare.run(command, "--help").exit_code == 0


def test_a_command_typed_wrong(bare: Installation) -> None:
    assert bare.run("sevre").exit_code == 2
    assert bare.run("backup").exit_code == 2


def test_nothing_is_left_behind(installation: Installation, tmp_path: Path) -> None:
    before = {path.name for path in tmp_path.iterdir()}
    installation.run("check")
    left = {path.name for path in tmp_path.iterdir()} - before - {"booking.toml"}
    assert all(name.endswith(("-wal", "-shm")) for name in left)
