"""Whether a wish can be granted, as the claims stand in this transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking.foundation.errors import Contended
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.people.models import Person
from booking.people.permissions import Action, may
from booking.people.queries import names_of
from booking.people.seating import seatable_among
from booking.people.values import Principal
from booking.reservations.claims import kept_by, taken_of, taken_periods
from booking.reservations.granting import nearest_granted, rules_by_day
from booking.reservations.keeping import Kept, to_hold
from booking.reservations.models import Reservation
from booking.reservations.nearest import with_nearest
from booking.reservations.queries import desk_held_by
from booking.reservations.quota.queries import holder_of
from booking.reservations.quota.refusing import quota_objections
from booking.reservations.rules import asked_at, is_decided_by_others, is_one_desk, objections_to
from booking.reservations.seats.queries import seats_in
from booking.reservations.values import Objection, Reason, ReservationState, Wish
from booking.spaces.approval import offered_to
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace, Stock


def objections(
    session: Session,
    wish: Wish,
    *,
    by: Principal,
    at: datetime,
    holder_id: int,
    moved: Reservation | None = None,
    locked: Sequence[BookableSpace] | None = None,
) -> list[Objection]:
    """Everything against ``wish`` asked by ``by`` at ``at``, with the nearest time that is allowed.

    ``moved`` is the reservation that would become it: its own claims are no obstacle.
    ``locked`` are the spaces as they were when their days were locked: raises Contended when
    one consists of other units since, or takes other times to set up.
    """
    found, spaces, sitters = _against(session, wish, by, at, holder_id, moved, locked)
    return with_nearest(found, lambda: nearest_granted(
        session, wish.period, spaces, sitters=sitters, holder_id=holder_id, by=by, at=at,
        moved=moved,
    ))  # fmt: skip


def is_granted(
    session: Session,
    wish: Wish,
    *,
    by: Principal,
    at: datetime,
    holder_id: int,
    moved: Reservation | None = None,
) -> bool:
    """Whether there are no ``objections``; no other time is looked for."""
    found, _spaces, _sitters = _against(session, wish, by, at, holder_id, moved, None)
    return not found


def _against(
    session: Session,
    wish: Wish,
    by: Principal,
    at: datetime,
    holder_id: int,
    moved: Reservation | None,
    locked: Sequence[BookableSpace] | None,
) -> tuple[list[Objection], list[BookableSpace], list[int]]:
    """What speaks against it, at which spaces as they are for its holder, and who would sit."""
    stock = current_stock(session)
    party = holder_of(session, holder_id, by)
    spaces = offered_to(_spaces_of(wish, stock, locked), party)
    own_id, kept = (moved.id, moved.period) if moved else (None, None)
    held = kept_by(session, moved) if moved else None
    by_unit = _taken_around(session, wish, spaces, own_id)
    rules_on = rules_by_day(session, stock, kind=spaces[0].kind, holder_id=holder_id, by=by)
    rules = rules_on(day_of(wish.period.starts_at))
    asked = asked_at(wish.period, kept=kept, rules=rules, now=at)
    found: list[Objection] = []
    for space in spaces:
        taken = _in_the_way(space, wish, by_unit, held)
        found += objections_to(wish, space, stock=stock, taken=taken, rules=rules, person=by,
                               party=party, now=asked)  # fmt: skip
    if moved is not None and not _is_to_be_answered(moved, wish, spaces, by=by, stock=stock):
        found = [o for o in found if o.reason is not Reason.NO_TIME_TO_ANSWER]
    sitters = desk_sitters(session, spaces, holder_id=holder_id, moved=moved)
    found += who_has_a_desk(session, sitters, wish.period, by=by, but=moved)
    found += quota_objections(session, stock, wish.period, kind=spaces[0].kind, by=by, at=at,
                              holder_id=holder_id, moved_id=own_id)  # fmt: skip
    return found, spaces, sitters


def _spaces_of(
    wish: Wish, stock: Stock, locked: Sequence[BookableSpace] | None
) -> list[BookableSpace]:
    spaces = [stock.spaces[space_id] for space_id in dict.fromkeys(wish.space_ids)]
    if locked and any(
        (now.unit_ids, now.buffers(wish.layout)) != (then.unit_ids, then.buffers(wish.layout))
        for now, then in zip(spaces, locked, strict=True)
    ):
        raise Contended(f"what holding {wish.space_ids} takes changed")
    return spaces


def _taken_around(
    session: Session, wish: Wish, spaces: Sequence[BookableSpace], own_id: int | None
) -> dict[int, list[Period]]:
    """When each unit is held by others, as far as ``wish`` would hold it."""
    units = [unit for space in spaces for unit in space.unit_ids]
    holds = [space.held_period(wish.period, wish.layout) for space in spaces]
    widest = Period(min(p.starts_at for p in holds), max(p.ends_at for p in holds))
    return taken_periods(session, widest, unit_ids=units, but_reservation_id=own_id)


def _in_the_way(
    space: BookableSpace, wish: Wish, by_unit: Mapping[int, Sequence[Period]], held: Kept | None
) -> list[Period]:
    """What others have of the time that ``space`` would hold for ``wish``."""
    holds = to_hold(space, wish.period, wish.layout, held)
    return [other for other in taken_of(space, by_unit) if holds.overlaps(other)]


def _is_to_be_answered(
    moved: Reservation, wish: Wish, spaces: Sequence[BookableSpace], *, by: Principal, stock: Stock
) -> bool:
    """Whether it is a request after the move: what is firm stays so when who decides moves it."""
    if moved.state is ReservationState.REQUESTED:
        return True
    return is_decided_by_others(spaces, by, stock=stock, day=day_of(wish.period.starts_at))


def lock_holder(session: Session, holder_id: int) -> None:
    """Let one person reserve one desk at a time: two desks in two zones share no day version.

    FOR NO KEY UPDATE: who merely names this person in another reservation does not wait, so
    two people who reserve for each other do not deadlock.
    """
    person = select(Person.id).where(col(Person.id) == holder_id)
    session.exec(person.with_for_update(key_share=True)).one()


def desk_sitters(
    session: Session, spaces: Sequence[BookableSpace], *, holder_id: int, moved: Reservation | None
) -> list[int]:
    """Who may have no other desk at the time of this one, or of this group; by number.

    A group that is new is nobody's in particular; who was given a desk of it comes along.
    """
    seats = seats_in(session, moved.id or 0) if moved is not None and spaces[0].is_desk else []
    named = {seat.person_id for seat in seats if seat.person_id is not None}
    return sorted(named) or ([holder_id] if is_one_desk(spaces) else [])


def who_has_a_desk(
    session: Session, people: Collection[int], period: Period, *, by: Principal,
    but: Reservation | None,
) -> list[Objection]:  # fmt: skip
    """An objection for each of ``people`` who has a desk then, but for that reservation.

    Which desk stays empty of who does not let ``by`` know where they sit.
    """
    but_id = but.id if but else None
    held = [(n, desk_held_by(session, n, period, but_reservation_id=but_id)) for n in people]
    return have_desks(session, [(n, desk) for n, desk in held if desk is not None], by=by)


def have_desks(
    session: Session, held: Collection[tuple[int, str]], *, by: Principal
) -> list[Objection]:
    """An objection for each desk that is ``held`` by somebody, in that order."""
    others = sorted({n for n, _desk in held if n != by.id})
    names = names_of(session, others) if others else {}
    hidden = _not_shared(session, by, others) if others else set()
    return [
        Objection(
            Reason.HAS_DESK_ALREADY,
            {"desk": "" if n in hidden else desk, **({"name": names[n]} if n in names else {})},
        )
        for n, desk in held
    ]


def _not_shared(session: Session, by: Principal, people: Collection[int]) -> set[int]:
    """Who of ``people`` keep where they sit from ``by``: nobody from who reserves for all."""
    if may(by, Action.RESERVE_FOR_OTHERS):
        return set()
    return set(people) - seatable_among(session, by, people)
