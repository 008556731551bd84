"""The first administrator is made by whoever has the keys of the machine."""

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.people.passwords import is_password_of
from booking.people.queries import person_by_email, principal_of
from booking.people.values import Role
from tests.conftest import MONDAY
from tests.interfaces.cli.conftest import Installation, refusal, said

GOOD = "kanarie fietst langs vier schoorstenen"


def test_can_sign_in_afterwards(installation: Installation, database: Database) -> None:
    result = installation.run("admin", "create", "Samir@Stadhuis.example", "Samir Haddad",
                              "--password", GOOD)  # fmt: skip
    assert said(result) == "Samir Haddad can sign in now, with samir@stadhuis.example."
    with database.reading() as session:
        person = person_by_email(session, "samir@stadhuis.example")
        assert person is not None
        assert person.id is not None
        assert is_password_of(person, GOOD)
        assert GOOD not in str(person.password_hash)
        principal = principal_of(session, person.id, today=MONDAY)
        assert principal is not None
        assert principal.roles == {Role.EMPLOYEE, Role.ADMINISTRATOR}
        actions = [entry.action for entry in session.exec(select(JournalEntry))]
    assert "person-created" in actions


def test_nobody_is_there_before(database: Database) -> None:
    """No default account (ASVS 5.0 6.3.2)."""
    with database.reading() as session:
        for email in ("admin", "admin@localhost", "beheer@localhost"):
            assert person_by_email(session, email) is None


def test_an_address_that_is_taken(installation: Installation, database: Database) -> None:
    arguments = ("admin", "create", "samir@stadhuis.example", "Samir", "--password", GOOD)
    installation.run(*arguments)
    assert "already" in refusal(installation.run(*arguments))


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("samir@stadhuis.example", "kort", "at least 12 characters"),
        ("samir@stadhuis.example", "wachtwoord123", "easy to guess"),
        ("samir", GOOD, "no e-mail address"),
        ("samir@x.example\nbcc: y", GOOD, "no e-mail address"),
    ],
)
def test_refused_in_words(
    installation: Installation, database: Database, email: str, password: str, words: str
) -> None:
    line = refusal(installation.run("admin", "create", email, "Samir", "--password", password))
    assert words in line
    assert password not in line
    with database.reading() as session:
        assert session.exec(select(JournalEntry)).all() == []


@pytest.mark.slow
def test_without_a_keyboard_it_stops_without_a_traceback(installation: Installation) -> None:
    process = installation.start("admin", "create", "samir@stadhuis.example", "Samir")
    output, _ = process.communicate(timeout=30)  # nobody is at the keyboard
    assert process.returncode == 1
    assert b"Traceback" not in output
