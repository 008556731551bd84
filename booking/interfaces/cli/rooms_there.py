"""Which room of another system is which here: guessed, and written down to be looked at."""

from collections.abc import Mapping
from pathlib import Path

import click

from booking.foundation.rows import Row
from booking.interfaces.cli import trouble
from booking.interfaces.csv_file import as_meant, csv_file
from booking.interfaces.table_file import read_rows

STAYS_BEHIND = "-"
ROOM_HEADINGS = ("daar", "naam", "hier")


def rooms_here(
    file: Path | None, guessed: Mapping[str, str], names: Mapping[str, str]
) -> Mapping[str, str]:
    """The numbers of spaces here by the rooms there; written down where nobody did so yet."""
    if file is None:
        return guessed
    if file.is_file():
        rows = read_rows(file.read_bytes(), ROOM_HEADINGS)
        return {_meant(row, "daar"): _meant(row, "hier") for row in rows}
    lines = [(room, names[room], guessed[room]) for room in sorted(names)]
    file.write_bytes(csv_file([ROOM_HEADINGS, *lines]))
    click.echo(f"Which room is which is in {file}: look at it, and fill in what is missing.")
    return guessed


def _meant(row: Row, heading: str) -> str:
    return as_meant(row.words(heading, otherwise=""))


def placed(rooms: Mapping[str, str], numbers: Mapping[str, int]) -> dict[str, int | None]:
    """The spaces by the rooms there; None for one that stays behind, and nothing for no number."""
    found: dict[str, int | None] = {}
    for room, number in rooms.items():
        if number == STAYS_BEHIND:
            found[room] = None
        elif number in numbers:
            found[room] = numbers[number]
        elif number:
            raise trouble(f"There is no space with the number {number}.")
    return found
