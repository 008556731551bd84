"""An installation whose settings are not right says so in one line and does nothing."""

import pytest

from tests.interfaces.cli.conftest import SECRET, Installation, refusal


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"BOOKING_SECRET": None}, "secret: is missing"),
        ({"BOOKING_SECRET": "changeme" * 8}, "secret: is an example, not a secret"),
        ({"BOOKING_SECRET": "a" * 40}, "secret: is an example, not a secret"),
        ({"BOOKING_SECRET": "kort"}, "secret: must be at least 32 characters"),
        ({"BOOKING_BASE_ADDRESS": None}, "base_address: is missing"),
        ({"BOOKING_BASE_ADDRESS": "http://stadhuis.example"}, "must start with https://"),
        ({"BOOKING_SECURITY_CONTACT": None}, "security_contact: is missing"),
        (
            {"BOOKING_IS_DEMO": "true", "BOOKING_BASE_ADDRESS": "https://stadhuis.example"},
            "only runs on this machine",
        ),
        ({"BOOKING_TRUSTED_PROXIES": '["proxy"]'}, "trusted_proxies.0: 'proxy' does not appear"),
        ({"BOOKING_DAY_PARTS": "[]"}, "day_parts is no longer a setting; take it out."),
        ({"BOOKING_SETTINGS": "/nowhere/booking.toml"}, "There is no settings file"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate", "check"])
def test_refused_in_one_line(
    bare: Installation, change: dict[str, str | None], words: str, command: str
) -> None:
    assert words in refusal(bare.run(command, **change))
    assert not (bare.folder / "new.db").exists()


def test_every_mistake_is_said_at_once(bare: Installation) -> None:
    line = refusal(bare.run("serve", BOOKING_SECRET=None, BOOKING_BASE_ADDRESS="http://x.example"))
    assert "secret" in line
    assert "base_address" in line


def test_a_refusal_never_shows_the_secret(bare: Installation) -> None:
    assert SECRET not in bare.run("serve", BOOKING_BASE_ADDRESS="ftp://x").output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("secret = ", "cannot be read"),
        ("tzt = 1", "tzt: is not a setting"),
        ("day_parts = []", "The facility manager sets the parts of the day, at Beheer"),
    ],
)
def test_a_file_that_is_not_right(bare: Installation, content: str, words: str) -> None:
    bare.settings_file.write_text(content)
    assert words in refusal(bare.run("serve"))
