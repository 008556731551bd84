"""Read-only questions about reservations."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, union_all
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from booking.foundation.columns import table_of
from booking.foundation.journal import JournalEntry
from booking.foundation.memory import remembered
from booking.foundation.periods import Period
from booking.people.models import Partner
from booking.people.permissions import Action, NotThere, require_may
from booking.people.values import Principal
from booking.reservations.limits import LIMITS, Stored, as_rules
from booking.reservations.models import HouseRule, Reservation, ReservationSpace
from booking.reservations.values import HOLDING, HouseRules, ReservationState
from booking.spaces.approval import offered_to
from booking.spaces.models import Space
from booking.spaces.queries import stock_version
from booking.spaces.values import BookableSpace, SpaceKind, Stock

HAD_LATELY = timedelta(days=42)
LONGEST = timedelta(days=31)
"""Longer than any reservation lasts."""

RESERVATION, NAMED, SPACE = table_of(Reservation), table_of(ReservationSpace), table_of(Space)
LATELY = (
    select_columns(NAMED.c.space_id)
    .join(RESERVATION, RESERVATION.c.id == NAMED.c.reservation_id)
    .where(
        RESERVATION.c.holder_id == bindparam("holder"),
        RESERVATION.c.starts_at > bindparam("since"),
        RESERVATION.c.starts_at <= bindparam("now"),
        RESERVATION.c.state == ReservationState.CONFIRMED,
    )
    .group_by(NAMED.c.space_id)
    .order_by(func.max(RESERVATION.c.starts_at).desc(), NAMED.c.space_id)
)
DESKS = (
    select_columns(SPACE.c.number)
    .join_from(RESERVATION, NAMED, NAMED.c.reservation_id == RESERVATION.c.id)
    .join(SPACE, SPACE.c.id == NAMED.c.space_id)
    .where(
        SPACE.c.kind == SpaceKind.DESK,
        RESERVATION.c.state.in_(HOLDING),
        RESERVATION.c.ended_at.is_(None),
        RESERVATION.c.starts_at < bindparam("end"),
        RESERVATION.c.ends_at > bindparam("begin"),
        RESERVATION.c.starts_at > bindparam("since"),
        RESERVATION.c.id != bindparam("but"),
    )
)
DESK_OF = union_all(
    DESKS.where(RESERVATION.c.holder_id == bindparam("person"), NAMED.c.person_id.is_(None)),
    DESKS.where(NAMED.c.person_id == bindparam("person")),
).limit(1)
"""A desk is of who is named there, else of the holder."""


def reservation_of(session: Session, uid: str, person: Principal) -> Reservation:
    """The reservation with this uid, if ``person`` may see it. Raises :class:`NotThere`."""
    reservation = session.exec(select(Reservation).where(Reservation.uid == uid)).one_or_none()
    if reservation is None:
        raise NotThere(f"no reservation {uid}")
    require_may(person, Action.SEE_RESERVATION, reservation)
    return reservation


def space_ids_of(session: Session, reservation_ids: Collection[int]) -> dict[int, list[int]]:
    """The spaces each reservation names, in order."""
    statement = (
        select(ReservationSpace.reservation_id, ReservationSpace.space_id)
        .where(col(ReservationSpace.reservation_id).in_(reservation_ids))
        .order_by(col(ReservationSpace.reservation_id), col(ReservationSpace.space_id))
    )
    found: dict[int, list[int]] = defaultdict(list)
    for reservation_id, space_id in session.exec(statement):
        found[reservation_id].append(space_id)
    return found


def held_as(
    session: Session, reservation: Reservation, spaces: Sequence[BookableSpace]
) -> list[BookableSpace]:
    """``spaces`` as they are for whom ``reservation`` is held."""
    if reservation.partner_id is None:
        return list(spaces)
    return offered_to(spaces, session.get_one(Partner, reservation.partner_id))


def reservations_of(session: Session, person: Principal, within: Period) -> Sequence[Reservation]:
    """What ``person`` holds, made or hosts (a partner's contact: of the organisation), in time.

    Each by its own index: for one or another of them SQLite may look at what everybody has.
    """
    theirs = [col(Reservation.partner_id) == person.partner_id]
    if person.partner_id is None:
        columns = (Reservation.holder_id, Reservation.host_id, Reservation.creator_id)
        theirs = [col(column) == person.id for column in columns]
    started = col(Reservation.starts_at).between(within.starts_at - LONGEST, within.ends_at)
    numbers = [select_columns(col(Reservation.id)).where(which, started) for which in theirs]
    statement = (
        select(Reservation)
        .where(col(Reservation.id).in_(union_all(*numbers)))
        .where(col(Reservation.starts_at) < within.ends_at)
        .where(col(Reservation.ends_at) > within.starts_at)
        .order_by(col(Reservation.starts_at), col(Reservation.id))
    )
    return session.exec(statement).all()


def spaces_had_lately(session: Session, holder_id: int, *, now: datetime) -> list[int]:
    """The spaces that this person had in the last weeks, the latest first."""
    asked = {"holder": holder_id, "since": now - HAD_LATELY, "now": now}
    return list(session.connection().scalars(LATELY, asked))


def history_of(session: Session, uid: str) -> Sequence[JournalEntry]:
    """Everything that was done to a reservation, the first act first."""
    statement = (
        select(JournalEntry)
        .where(JournalEntry.subject_kind == "reservation", JournalEntry.subject_id == uid)
        .order_by(col(JournalEntry.number))
    )
    return session.exec(statement).all()


def desk_held_by(
    session: Session, person_id: int, period: Period, *, but_reservation_id: int | None
) -> str | None:
    """The number of the desk where this person sits at some moment of ``period``."""
    asked = {
        "person": person_id,
        "but": but_reservation_id or 0,
        "begin": period.starts_at,
        "end": period.ends_at,
        # no reservation lasts a week: this lets the index skip ten years of history
        "since": period.starts_at - timedelta(days=7),
    }
    number: str | None = session.connection().scalar(DESK_OF, asked)
    return number


def house_rules_on(
    session: Session, day: date, kind: SpaceKind, *, stock: Stock | None = None
) -> HouseRules:
    """The limits in force on ``day``; the product's own where the house has set none.

    Remembered by the version of the stock, which rises when they are set: that of ``stock``
    where it is at hand.
    """
    version = stock.version if stock else stock_version(session)
    memory = session.info.setdefault("memory", {})
    known = remembered(memory, "house rules", version, lambda: _all_house_rules(session))
    in_force = (rules for rules in known if rules.kind is kind and rules.hold_on(day))
    return next((rules.limits for rules in in_force), HouseRules())


class RulesInForce(NamedTuple):
    """House rules, and for what and from when until (not on) which day they hold."""

    kind: SpaceKind
    valid_from: date
    valid_until: date | None
    limits: HouseRules

    def hold_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def _all_house_rules(session: Session) -> list[RulesInForce]:
    """The latest first."""
    rows = session.exec(
        select(HouseRule).order_by(col(HouseRule.valid_from).desc(), col(HouseRule.id).desc())
    )
    return [RulesInForce(r.space_kind, r.valid_from, r.valid_until, limits_in(r)) for r in rows]


def limits_in(row: HouseRule) -> HouseRules:
    return replace(as_rules(limits_stored(row)), since=row.valid_from)


def limits_stored(row: HouseRule) -> dict[str, Stored]:
    """By column."""
    return {limit.column: getattr(row, limit.column) for limit in LIMITS}
