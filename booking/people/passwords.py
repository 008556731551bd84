"""Passwords: long rather than complicated, none that is easy to guess, kept as Argon2id.

No rules about capitals or signs (NIST SP 800-63B §3.1.1.2, ASVS 5.0 6.2.5). How easy one is
to guess is judged by zxcvbn, which brings the lists of common passwords, names and words.
"""

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import update
from sqlmodel import Session, col

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.models import Person
from booking.people.values import Act

LENGTH_MIN = 12
LENGTH_MAX = 128
SCORE_MIN = 3  # of 4: more than 10^8 guesses
JUDGED_LENGTH_MAX = 72  # zxcvbn's own limit; what follows only makes it harder to guess
HOUSE_WORDS = ("woonkamer", "stadhuis", "gemeente", "wachtwoord", "welkom", "werkplek")

_hasher = PasswordHasher()  # the second choice of RFC 9106 §4, for ordinary machines


class PasswordTooShort(Refused):
    code = "password-too-short"
    sentence = N_("Use at least %(count)s characters. A sentence of your own is fine.")


class PasswordTooLong(Refused):
    code = "password-too-long"
    sentence = N_("Use at most %(count)s characters.")


class PasswordGuessable(Refused):
    code = "password-guessable"
    sentence = N_(
        "This password is easy to guess: it is used by many people, or holds your name. Take "
        "four or more words that have nothing to do with each other."
    )


def hash_good_password(password: str, person: Person) -> str:
    """What to store of a new password; takes long, so no transaction should be open.

    Raises one of the three refusals above.
    """
    require_good(password, person)
    return _hasher.hash(_plain(password))


def store_password(session: Session, act: Act, password_hash: str) -> None:
    """Give the person who acts this password."""
    session.execute(
        update(Person).where(col(Person.id) == act.by.id).values(password_hash=password_hash)
    )
    write_down(session, act, "password-set", ("person", act.by.id))


def is_password_of(person: Person | None, password: str) -> bool:
    """Whether ``password`` is theirs. For a stranger it takes as long, and is never so."""
    known = person.password_hash if person is not None else None
    try:
        _hasher.verify(known or _nobodys(), _plain(password))
    except (Argon2Error, InvalidHashError):
        return False
    return known is not None


def renew_hash(session: Session, person: Person, password: str) -> None:
    """Hash again when the cost of hashing was raised since; ``password`` was just checked."""
    assert person.password_hash is not None, "only after is_password_of()"
    if _hasher.check_needs_rehash(person.password_hash):
        session.execute(
            update(Person)
            .where(col(Person.id) == person.id)
            .values(password_hash=_hasher.hash(_plain(password)))
        )


def require_good(password: str, person: Person) -> None:
    plain = _plain(password)
    if len(plain) < LENGTH_MIN:
        raise PasswordTooShort(count=LENGTH_MIN)
    if len(plain) > LENGTH_MAX:
        raise PasswordTooLong(count=LENGTH_MAX)
    from zxcvbn import zxcvbn  # noqa: PLC0415 -- 10 MiB that only choosing a password needs

    if zxcvbn(plain[:JUDGED_LENGTH_MAX], user_inputs=_words_about(person))["score"] < SCORE_MIN:
        raise PasswordGuessable


def _words_about(person: Person) -> list[str]:
    """What anybody would try first: the house, the name in parts and as one, the address."""
    parts = re.split(r"\W+", f"{person.name} {person.email}")
    return [*HOUSE_WORDS, *parts, re.sub(r"\W", "", person.name)]


def _plain(password: str) -> str:
    """The same characters, however the keyboard composed them (NIST SP 800-63B §3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")
