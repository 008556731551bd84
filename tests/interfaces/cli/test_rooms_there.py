"""The file that says which room there is which here."""

from pathlib import Path

from booking.interfaces.cli.rooms_there import rooms_here


def test_what_was_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "rooms.csv"
    guessed = {"-1.14": "-1.14", "@kelder": "", "'t Hof": "1.12", "7": "+7"}
    assert rooms_here(file, guessed, {room: room for room in guessed}) == guessed
    assert rooms_here(file, {}, {}) == guessed
