"""Passwords as they rest: hashed with what counts as enough today."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from booking.foundation.database import Database
from booking.people import passwords
from booking.people.models import Person
from booking.people.passwords import is_password_of, renew_hash
from tests.town_hall import TownHall

GOOD = "vier gele fietsen zingen"


@pytest.fixture
def cheap() -> str:
    """A hash of years ago, when machines were slower."""
    return PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)


def test_guessing_a_hash_costs_what_the_rfc_asks() -> None:
    person = Person(email="x@y.example", name="X")

    cost = extract_parameters(passwords.hash_good_password(GOOD, person))

    assert cost == RFC_9106_LOW_MEMORY


def test_an_old_hash_is_renewed_at_the_next_sign_in(
    database: Database, hall: TownHall, cheap: str
) -> None:
    with database.writing() as session:
        person = session.get_one(Person, hall.cast["fatima"].id)
        person.password_hash = cheap
    assert is_password_of(person, GOOD)

    with database.writing() as session:
        renew_hash(session, person, GOOD)
    with database.writing() as session:
        renewed = session.get_one(Person, hall.cast["fatima"].id)
        assert renewed.password_hash not in {None, cheap}
        assert is_password_of(renewed, GOOD)
        renew_hash(session, renewed, GOOD)
    with database.reading() as session:
        again = session.get_one(Person, hall.cast["fatima"].id)
    assert again.password_hash == renewed.password_hash, "and then left alone"


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
def test_without_a_sound_hash_no_password_is_right(stored: str | None) -> None:
    person = Person(email="x@y.example", name="X", password_hash=stored)

    assert not is_password_of(person, GOOD)
    assert not is_password_of(person, "")


def test_a_stranger_has_no_password_not_even_the_one_we_compare_with() -> None:
    assert not is_password_of(None, "nobody has this password")


def test_the_same_characters_composed_differently_are_the_same_password() -> None:
    person = Person(email="x@y.example", name="X")
    person.password_hash = passwords.hash_good_password("caf\u00e9 met zeven stoelen", person)

    assert is_password_of(person, "cafe\u0301 met zeven stoelen")
