"""Wishes: what was asked for and not had.

They cannot be recovered later, so they are kept from the first day; never with the person. The
operations that refuse see to it, whatever the door: what is undone with the refusal itself is
stored :func:`~booking.foundation.afterwards.afterwards`.
"""

import hmac
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from hashlib import sha256

from sqlalchemy import and_, bindparam, case, delete, select, update
from sqlmodel import Session, col

from booking.foundation.afterwards import afterwards, no_longer
from booking.foundation.columns import table_of, upsert
from booking.foundation.ids import new_token
from booking.foundation.local_time import day_of
from booking.people.values import Act, Principal
from booking.reservations.models import Reservation, WishRecord, WishSalt
from booking.reservations.values import Needs, Outcome, PartyKind, Reason, Wish
from booking.spaces.values import BookableSpace, SpaceKind

WISH, WISH_SALT = table_of(WishRecord), table_of(WishSalt)
SALT = select(WISH_SALT.c.salt).where(WISH_SALT.c.day == bindparam("day"))
UNMET = (Outcome.REFUSED, Outcome.GAVE_UP)
"""Nothing was had."""
SLIPS = frozenset({Reason.NOT_THERE, Reason.MISSING_HOUR, Reason.PAST, Reason.OFF_GRAIN,
                   Reason.TOO_SHORT})  # fmt: skip
"""Of the form that was filled in: no house could have granted that, so it is no wish yet."""
WAS_FOUND = and_(
    WISH.c.outcome == Outcome.GAVE_UP,
    WISH.c.starts_at == bindparam("begin"),
    WISH.c.ends_at == bindparam("end"),
)
MEET = (
    update(WISH)
    .where(WISH.c.dedupe_key == bindparam("key"), WISH.c.outcome.in_(UNMET))
    .values(outcome=case((WAS_FOUND, Outcome.GRANTED), else_=Outcome.DIVERTED))
)


class Unmet(StrEnum):
    """Why nothing was had, where no rule objected."""

    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    NOTHING_FITS = "nothing-fits"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for, and when; the person is never stored."""

    wanted: Wish | Needs
    kind: SpaceKind
    person_id: int
    at: datetime
    party: PartyKind = PartyKind.STAFF
    building_id: int | None = None
    is_at_the_door: bool = False
    """Nobody knows who: each time is a wish of its own."""

    @property
    def alike(self) -> str:
        """The same of what counts once: tries of one person, on one day, for so many people."""
        asked_for = self.wanted.period.starts_at
        when = asked_for if self.is_at_the_door else day_of(asked_for)
        return f"{self.person_id} {self.kind} {when} {self.wanted.attendee_count}"


def asked_by(act: Act, wish: Wish, spaces: Collection[BookableSpace], *, is_partner: bool) -> Asked:
    """As a place that was asked for itself; ``is_partner`` is for whom it would be."""
    kinds = {space.kind for space in spaces}
    buildings = {space.building_id for space in spaces}
    return Asked(
        wish, SpaceKind.ROOM if SpaceKind.ROOM in kinds else SpaceKind.DESK, act.by.id, act.at,
        _party(is_partner), min(buildings) if len(buildings) == 1 else None,
        is_at_the_door=act.by.at_the_door is not None,
    )  # fmt: skip


def looked_for(needs: Needs, *, kind: SpaceKind, person: Principal, at: datetime) -> Asked:
    return Asked(needs, kind, person.id, at, _party(person.is_partner))


def requested(reservation: Reservation, space: BookableSpace, at: datetime) -> Asked:
    """What was held as a request until ``at``, for who made it."""
    needs = Needs(reservation.period, reservation.attendee_count, layout=reservation.layout)
    return Asked(needs, space.kind, reservation.creator_id, at,
                 _party(reservation.partner_id is not None), space.building_id)  # fmt: skip


def refuse_wish(
    session: Session, asked: Asked, reasons: Iterable[str], *, has_something: bool = False
) -> None:
    """Remember that it was refused, also when the transaction is undone because of that.

    With ``has_something`` they keep what they had before.
    """
    codes = sorted(set(reasons))
    if not SLIPS.isdisjoint(codes):
        return
    outcome = Outcome.DIVERTED if has_something else Outcome.REFUSED
    afterwards(session, (__name__, asked.alike),
               partial(record_unmet_wish, asked=asked, reasons=codes, outcome=outcome))  # fmt: skip


def record_unmet_wish(
    session: Session, asked: Asked, reasons: Iterable[str], *, outcome: Outcome = Outcome.REFUSED
) -> None:
    """Remember that something was asked for and not had; the same wish again counts once.

    Who asks for it after looking in vain has been refused; who waits for it means that very time.
    """
    codes, wanted = sorted(set(reasons)), asked.wanted
    row = {
        "dedupe_key": _dedupe_key(_salt_of(session, day_of(asked.at)), asked),
        "asked_on": day_of(asked.at),
        "building_id": asked.building_id,
        "space_kind": asked.kind,
        "starts_at": wanted.period.starts_at,
        "ends_at": wanted.period.ends_at,
        "attendee_count": wanted.attendee_count,
        "party": asked.party,
        "needs": _needs(wanted),
        "outcome": outcome,
        "reasons": " ".join(codes),
    }
    stored = upsert(session, WishRecord).values(row)
    if outcome is Outcome.GAVE_UP:
        session.execute(stored.on_conflict_do_nothing())
        return
    weaker = UNMET if Unmet.WAITING in codes else (Outcome.GAVE_UP,)
    session.execute(stored.on_conflict_do_update(
        index_elements=["dedupe_key"], set_=row, where=WISH.c.outcome.in_(weaker)
    ))  # fmt: skip


def meet_wish(session: Session, asked: Asked) -> None:
    """They got this after all: what they asked for in vain that day was found, or diverted."""
    no_longer(session, (__name__, asked.alike))
    salt = session.connection().scalar(SALT, {"day": day_of(asked.at)})
    if salt is None:
        return  # nothing was refused to anybody today
    period = asked.wanted.period
    session.connection().execute(MEET, {
        "key": _dedupe_key(salt, asked), "begin": period.starts_at, "end": period.ends_at,
    })  # fmt: skip


def meet_awaited(session: Session, asked: Asked) -> None:
    """Who waited since ``asked.at`` has it. Wishes that say the same are each other's equals.

    So after the key of that day is gone one of them is as good as another.
    """
    period = asked.wanted.period
    same = select(col(WishRecord.id)).where(
        col(WishRecord.starts_at) == period.starts_at,
        col(WishRecord.ends_at) == period.ends_at,
        col(WishRecord.asked_on) == day_of(asked.at),
        col(WishRecord.space_kind) == asked.kind,
        col(WishRecord.attendee_count) == asked.wanted.attendee_count,
        col(WishRecord.party) == asked.party,
        col(WishRecord.outcome) == Outcome.REFUSED,
        col(WishRecord.reasons) == Unmet.WAITING,
    )  # fmt: skip
    number = session.scalar(same.order_by(col(WishRecord.id)).limit(1))
    session.execute(update(WISH).where(WISH.c.id == number).values(outcome=Outcome.GRANTED))


def forget_old_salts(session: Session, *, today: date) -> None:
    """After this nobody can tell any more which wishes of past days came from one person."""
    session.execute(delete(WishSalt).where(col(WishSalt.day) < today))


def _party(is_partner: bool) -> PartyKind:
    return PartyKind.PARTNER if is_partner else PartyKind.STAFF


def _dedupe_key(salt: str, asked: Asked) -> str:
    return hmac.new(salt.encode(), asked.alike.encode(), sha256).hexdigest()


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
