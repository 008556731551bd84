"""``booking demo``: the demo town hall on this machine, ready to click through."""

import hashlib
import json
import os
import secrets
import tomllib
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from booking import PACKAGE
from booking.foundation.database import Database
from booking.foundation.local_time import day_of
from booking.interfaces import server
from booking.interfaces.cli.installation import database_of, load_settings, require_fit
from booking.interfaces.clock import demo_clock
from booking.migrations.runner import migrate

HOST = "127.0.0.1"
MAIL_IN = {
    "domain": "ruimtes.voorbeeldstad.example",
    "authserv_id": "mx.voorbeeldstad.example",
}
"""Nothing listens: the demo shows what came in when it was built."""
console = Console()


@click.command("demo")
@click.option(
    "--folder",
    default=".demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Where the demo keeps its settings and its database.",
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--fresh", is_flag=True, help="Build the town hall again.")
def command(folder: Path, port: int, *, fresh: bool) -> None:
    """Show the demo town hall on this machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    house = folder.resolve() / "demo.db"
    address = f"http://{HOST}:{port}"
    _use_own_settings(folder / "booking.toml", house, address)
    today = day_of(demo_clock()())
    if fresh or not is_fresh(folder / "filled.json", house, today):
        _fill(folder, house, today)
    with database_of(load_settings()) as database:
        require_fit(database)
    console.print(f"Settings and database of the demo are in [bold]{folder.resolve()}[/]")
    console.print(f"[bold green]Woonkamer is at {address}[/]  (Ctrl+C stops it)")
    server.serve(HOST, port, has_one_worker=True, is_for_people=True)


def _use_own_settings(path: Path, house: Path, address: str) -> None:
    """Settings of the demo only: whatever BOOKING_... says belongs to a real installation."""
    for name in [name for name in os.environ if name.startswith("BOOKING_")]:
        del os.environ[name]
    secret = tomllib.loads(path.read_text())["secret"] if path.exists() else secrets.token_hex(32)
    settings = {
        "secret": secret,
        "base_address": address,
        "database_url": f"sqlite:///{house}",
        "security_contact": "mailto:security@voorbeeldstad.example",
        "municipality": "Gemeente Voorbeeldstad",
    }
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in settings.items()]
    path.touch(mode=0o600)
    lines += ["is_demo = true\n", "fetches_calendars = true\n", "[mail_in]\n"]
    lines += [f"{name} = {json.dumps(value)}\n" for name, value in MAIL_IN.items()]
    path.write_text("".join(lines))
    os.environ["BOOKING_SETTINGS"] = str(path.resolve())


def recipe() -> str:
    """Changes when the tables or the demo do: what was made by the old one is made again."""
    sources = sorted([*PACKAGE.glob("migrations/versions/*.py"), *PACKAGE.glob("demo/*.py")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def is_fresh(note: Path, house: Path, today: date) -> bool:
    """Whether the demo that is there was built today, and as it would be built now."""
    if not note.exists() or not house.exists():
        return False
    made = json.loads(note.read_text())
    return bool(made == {"today": today.isoformat(), "recipe": recipe()})


def _fill(folder: Path, house: Path, today: date) -> None:
    """Build the town hall beside the old one and take its place when it is whole."""
    (folder / "filled.json").unlink(missing_ok=True)
    site = folder / "building.db"
    for path in (site, house):
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    database = Database(f"sqlite:///{site}")
    migrate(database)
    _move_in(database, today)
    database.dispose()
    site.rename(house)
    (folder / "filled.json").write_text(
        json.dumps({"today": today.isoformat(), "recipe": recipe()})
    )


def _move_in(database: Database, today: date) -> None:
    from booking.demo.fill import fill_demo  # noqa: PLC0415 -- only the first start needs it
    from booking.demo.mail_in import invite_rooms  # noqa: PLC0415 -- likewise
    from booking.demo.moved_in import take_along  # noqa: PLC0415 -- likewise

    columns = (TextColumn("Building the demo town hall: {task.description}"), BarColumn(),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=console) as bar, database.writing() as session:
        task = bar.add_task("", total=1.0)
        fill_demo(session, today, progress=lambda step, share: bar.update(
            task, description=step, completed=share))  # fmt: skip
        invite_rooms(session, load_settings(), today)
        take_along(session, today)
