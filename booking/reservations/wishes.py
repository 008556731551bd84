"""Wishes: what was asked for and not had.

They cannot be recovered later, so they are kept from the first day; never with the person.
"""

import hmac
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session, col

from booking.foundation.columns import table_of, upsert
from booking.foundation.ids import new_token
from booking.foundation.local_time import day_of
from booking.people.values import Principal
from booking.reservations.models import WishRecord, WishSalt
from booking.reservations.values import Needs, Outcome, PartyKind, Reason, Wish
from booking.spaces.values import SpaceKind

WISH, WISH_SALT = table_of(WishRecord), table_of(WishSalt)
SALT = select(WISH_SALT.c.salt).where(WISH_SALT.c.day == bindparam("day"))
DIVERT = (
    update(WISH)
    .where(WISH.c.dedupe_key == bindparam("key"), WISH.c.outcome == Outcome.REFUSED)
    .values(outcome=Outcome.DIVERTED)
)


def record_unmet_wish(
    session: Session,
    wanted: Wish | Needs,
    *,
    kind: SpaceKind,
    person: Principal,
    reasons: Iterable[Reason],
    now: datetime,
) -> None:
    """Remember that something was asked for and not had; the same wish again counts once."""
    salt = _salt_of(session, day_of(now))
    row = {
        "dedupe_key": _dedupe_key(salt, wanted, kind=kind, person=person),
        "asked_on": day_of(now),
        "space_kind": kind,
        "starts_at": wanted.period.starts_at,
        "ends_at": wanted.period.ends_at,
        "attendee_count": wanted.attendee_count,
        "party": PartyKind.PARTNER if person.is_partner else PartyKind.STAFF,
        "needs": _needs(wanted),
        "outcome": Outcome.REFUSED,
        "reasons": " ".join(sorted(set(reasons))),
    }
    session.execute(upsert(session, WishRecord).values(row).on_conflict_do_nothing())


def mark_diverted(
    session: Session, granted: Wish, *, kind: SpaceKind, person: Principal, now: datetime
) -> None:
    """The same person got something else after all: the wish was diverted, not refused."""
    salt = session.connection().scalar(SALT, {"day": day_of(now)})
    if salt is None:
        return  # nothing was refused to anybody today
    key = _dedupe_key(salt, granted, kind=kind, person=person)
    session.connection().execute(DIVERT, {"key": key})


def forget_old_salts(session: Session, *, today: date) -> None:
    """After this nobody can tell any more which wishes of past days came from one person."""
    session.execute(delete(WishSalt).where(col(WishSalt.day) < today))


def _dedupe_key(salt: str, wanted: Wish | Needs, *, kind: SpaceKind, person: Principal) -> str:
    asked = f"{person.id} {kind} {day_of(wanted.period.starts_at)} {wanted.attendee_count}"
    return hmac.new(salt.encode(), asked.encode(), sha256).hexdigest()


def _salt_of(session: Session, day: date) -> str:
    known: str | None = session.connection().scalar(SALT, {"day": day})
    if known is not None:
        return known
    session.execute(
        upsert(session, WishSalt).values(day=day, salt=new_token()).on_conflict_do_nothing()
    )
    return str(session.connection().scalar(SALT, {"day": day}))


def _needs(wanted: Wish | Needs) -> str:
    codes = {*wanted.equipment} if isinstance(wanted, Needs) else set()
    if isinstance(wanted, Needs) and wanted.is_accessible:
        codes.add("accessible")
    if wanted.layout is not None:
        codes.add(f"layout:{wanted.layout}")
    return " ".join(sorted(codes))
