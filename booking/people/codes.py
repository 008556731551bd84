"""The second step: a code of six digits from an app on the phone (TOTP, RFC 6238).

A secret without ``totp_last_step`` was shown but never confirmed by a code from it.
"""

from datetime import datetime
from hmac import compare_digest

import pyotp
from sqlalchemy import CursorResult, or_, update
from sqlmodel import Session, col

from booking.foundation.errors import Refused
from booking.foundation.ids import token_hash
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_
from booking.people.models import Person, SignInLink
from booking.people.queries import principal_of
from booking.people.sign_in_links import burn, issue_link
from booking.people.values import Principal, Role

STEP_SECONDS = 30
DRIFT_STEPS = 1  # a phone may be half a minute off, RFC 6238 §5.2
FIRST_STEP_MARK = token_hash("first step taken")
"""Stands where a mailed link has its browser, so that neither opens the other's door."""


class CodeRefused(Refused):
    code = "code-refused"
    sentence = N_("This code is not right, or was used before. Wait for the next one.")


class FirstStepGone(Refused):
    code = "first-step-gone"
    sentence = N_("That took too long. Please sign in again.")


def is_code_asked(person: Person, roles: frozenset[Role]) -> bool:
    """Of administrators always, of others when they chose so themselves."""
    return Role.ADMINISTRATOR in roles or has_codes(person)


def has_codes(person: Person) -> bool:
    return person.totp_secret is not None and person.totp_last_step is not None


def prepare_codes(session: Session, person: Person) -> None:
    """Give a person who has no confirmed codes a secret to put into the app."""
    if person.totp_secret is None:
        person.totp_secret = pyotp.random_base32()
        session.add(person)
        session.flush()


def address_for_app(person: Person, issuer: str) -> str:
    """The otpauth: address that the QR code holds."""
    assert person.totp_secret is not None, "after prepare_codes()"
    return pyotp.TOTP(person.totp_secret).provisioning_uri(name=person.email, issuer_name=issuer)


def accept_code(session: Session, person: Person, code: str, *, now: datetime) -> None:
    """Take this code, once. Raises :class:`CodeRefused`; a step that passed never returns."""
    step = _step_of(person, code.replace(" ", ""), now)
    if step is None:
        raise CodeRefused
    taken: CursorResult[tuple[()]] = session.execute(  # type: ignore[assignment]  # an UPDATE
        update(Person)
        .where(col(Person.id) == person.id)
        .where(or_(col(Person.totp_last_step).is_(None), col(Person.totp_last_step) < step))
        .values(totp_last_step=step)
    )
    if not taken.rowcount:
        raise CodeRefused


def remember_first_step(session: Session, person_id: int, *, now: datetime) -> str:
    """The password or link was right; returns the token with which the code must follow."""
    return issue_link(session, person_id, browser_hash=FIRST_STEP_MARK, now=now)


def person_at_second_step(session: Session, token: str, *, now: datetime) -> Person:
    """Who must give a code now. Raises :class:`FirstStepGone`."""
    person = session.get(Person, _first_step(session, token, now).person_id)
    assert person is not None, "a foreign key holds the person"
    return person


def finish_second_step(session: Session, token: str, code: str, *, now: datetime) -> Principal:
    """Both steps are taken; returns who may come in."""
    step = _first_step(session, token, now)
    person = person_at_second_step(session, token, now=now)
    accept_code(session, person, code, now=now)
    burn(session, step, now=now)
    principal = principal_of(session, step.person_id, today=day_of(now))
    if principal is None:
        raise FirstStepGone
    return principal


def _first_step(session: Session, token: str, now: datetime) -> SignInLink:
    row = session.get(SignInLink, token_hash(token))
    if row is None or row.browser_hash != FIRST_STEP_MARK or row.used_at or row.expires_at <= now:
        raise FirstStepGone
    return row


def _step_of(person: Person, code: str, now: datetime) -> int | None:
    """The step whose code this is, of those around now."""
    if person.totp_secret is None:
        return None
    app, present = pyotp.TOTP(person.totp_secret), int(now.timestamp()) // STEP_SECONDS
    around = range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
    codes = {step: app.generate_otp(step).encode() for step in around}
    return next((step for step in around if compare_digest(codes[step], code.encode())), None)
