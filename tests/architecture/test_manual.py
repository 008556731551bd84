"""The administrators' manual is complete: each setting and each command is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from booking.foundation.settings import Settings
from booking.interfaces.cli import COMMANDS

MANUAL = (Path(__file__).resolve().parents[2] / "booking" / "manual" / "beheer.md").read_text()


def setting_names(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from setting_names(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


@pytest.mark.parametrize("name", list(setting_names(Settings)))
def test_every_setting_is_explained(name: str) -> None:
    assert f"| `{name}` |" in MANUAL


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"demo"}))
def test_every_command_is_explained(command: str) -> None:
    assert f"booking {command}" in MANUAL
