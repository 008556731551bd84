"""What people do with the waiting list: join it, take an offer or not, and leave."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from booking.foundation.errors import Conflict, Contended, Refused
from booking.foundation.formats import show_time
from booking.foundation.local_time import MINUTE, day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act, Principal
from booking.reservations.alternatives import fitting_spaces
from booking.reservations.decision import lock_holder
from booking.reservations.granting import nearest_granted
from booking.reservations.models import Reservation
from booking.reservations.nearest import with_nearest
from booking.reservations.operations import ReservationRefused, cancel
from booking.reservations.options import confirm_option
from booking.reservations.queries import house_rules_on, space_ids_of
from booking.reservations.rules import objections_to_house, objections_to_time
from booking.reservations.side_by_side import TOGETHER_MAX, desks_together
from booking.reservations.values import HouseRules, Objection, Reason, ReservationState, Wish
from booking.reservations.waiting.models import Waiting, WaitingDeclined
from booking.reservations.waiting.places import desk_then, times_to_offer, wishes_for
from booking.reservations.waiting.queries import Entry, list_of, waiting_of
from booking.reservations.waiting.rules import worth_waiting_from
from booking.reservations.waiting.values import Wanted
from booking.reservations.wishes import (
    Asked,
    Unmet,
    looked_for,
    meet_awaited,
    record_unmet_wish,
    refuse_wish,
)
from booking.spaces.queries import current_stock
from booking.spaces.values import BookableSpace

SUBJECT = "waiting"
WAITING_MAX = 20
Judged = tuple[list[Objection], BookableSpace, Period]


class NothingFits(Refused):
    code = "nothing-fits"
    sentence = N_("No place has everything that you ask for, so waiting would not help.")


class NotTaken(Refused):
    code = "not-taken"
    sentence = N_("There is a place free at that time: you need not wait, you can reserve it.")


class TooSoonToWait(Refused):
    code = "too-soon-to-wait"
    sentence = N_(
        "This begins too soon: you could not answer an offer in time. How much time that takes "
        "is set for everybody, without exceptions. You can wait for what begins from %(time)s on."
    )


class WaitsForTooMuch(Refused):
    code = "waits-for-too-much"
    sentence = N_(
        "You wait for %(count)s things already, and that is the most for everybody, without "
        "exceptions. Leave one of those lists first."
    )


class NoOffer(Conflict):
    code = "no-offer"
    sentence = N_("There is no offer for you any more. Look at your reservations how it stands.")


def join(session: Session, act: Act, wanted: Wanted) -> Waiting:
    """Wait for ``wanted``; who does so already is not put in line twice.

    It takes the place of another wish of theirs at the very same time.

    Raises :class:`ReservationRefused` for what could not be had even if it were free,
    :class:`NothingFits`, :class:`NotTaken`, :class:`TooSoonToWait` or :class:`WaitsForTooMuch`.
    """
    lock_holder(session, act.by.id)
    known = _known(session, act, wanted)
    if known is not None:
        still_waits = known.waiting.offer_id is None and known.waiting.wanted == wanted
        if still_waits or known.has_open_offer(act.at):
            return known.waiting
        _forget(session, known.waiting)  # its offer is history, or this is wanted instead
    waiting = _new(act, wanted)
    _require_worth_it(session, act, waiting)
    session.add(waiting)
    session.flush()
    record_unmet_wish(session, _asked(act.by, waiting), [Unmet.WAITING])
    write_down(session, act, "join", (SUBJECT, waiting.uid), after=_facts(waiting))
    return waiting


def take(session: Session, act: Act, uid: str) -> Reservation:
    """Take what was offered: it becomes a reservation, or a request where others decide.

    Taking it twice is taking it once. Raises :class:`NoOffer` or ``options.OptionLapsed``.
    """
    entry = waiting_of(session, uid, act.by)
    offer = _offer_of(entry)
    if offer.state is ReservationState.OPTION:
        meet_awaited(session, _asked(act.by, entry.waiting))
    return confirm_option(session, act, offer.uid)


def decline(session: Session, act: Act, uid: str) -> None:
    """Say no to what was offered; the next in line is asked at once.

    Who waits for any place stays where they are in line, and is not offered this one again; who
    waits for this one alone has nothing left to wait for.
    """
    entry = waiting_of(session, uid, act.by)
    offer, waiting = _offer_of(entry), entry.waiting
    cancel(session, act, offer.uid)
    if waiting.space_id is not None:
        _forget(session, waiting)
        return
    for space_id in space_ids_of(session, [offer.id or 0])[offer.id or 0]:
        session.merge(WaitingDeclined(waiting_id=waiting.id or 0, space_id=space_id))
    waiting.offer_id = None
    session.flush()


def leave(session: Session, act: Act, uid: str) -> None:
    """Wait no longer; what was offered goes to the next in line."""
    entry = waiting_of(session, uid, act.by)
    if entry.has_open_offer(act.at) and entry.offer is not None:
        cancel(session, act, entry.offer.uid)
    _forget(session, entry.waiting)
    write_down(session, act, "leave", (SUBJECT, uid), before=_facts(entry.waiting))


def _new(act: Act, wanted: Wanted) -> Waiting:
    needs = wanted.needs
    return Waiting(
        person_id=act.by.id, kind=wanted.kind, space_id=wanted.space_id,
        starts_at=needs.period.starts_at, ends_at=needs.period.ends_at,
        attendee_count=max(needs.attendee_count, wanted.desk_count),
        minutes=wanted.length // MINUTE if wanted.length else None,
        equipment=" ".join(sorted(needs.equipment)), layout=needs.layout,
        is_accessible=needs.is_accessible, joined_at=act.at,
    )  # fmt: skip


def _known(session: Session, act: Act, wanted: Wanted) -> Entry | None:
    """What the same person waits for at the same time: one wish, whatever else is needed."""
    period = wanted.needs.period
    found = select(Waiting.uid).where(
        Waiting.person_id == act.by.id, Waiting.kind == wanted.kind,
        Waiting.space_id == wanted.space_id,
        Waiting.starts_at == period.starts_at, Waiting.ends_at == period.ends_at,
    )  # fmt: skip
    uid = session.exec(found).one_or_none()
    return waiting_of(session, uid, act.by) if uid else None


def _require_worth_it(session: Session, act: Act, waiting: Waiting) -> None:
    """Raise unless something is waited for that could be had if it were free, and is not."""
    count = len(list_of(session, act.by, now=act.at))
    if count >= WAITING_MAX:
        raise WaitsForTooMuch(f"{count} of {act.by.id}", count=count)
    spaces = _fitting(session, act, waiting)
    times = times_to_offer(session, waiting, at=act.at)
    asked = times if waiting.minutes else [waiting.period]
    if asked:
        _require_grantable(session, act, waiting, spaces, asked)
    if not times:
        earliest = worth_waiting_from(act.at)
        raise TooSoonToWait(f"from {waiting.starts_at}", time=show_time(earliest))
    if next(wishes_for(session, waiting, act.by, spaces, asked, at=act.at), None) is not None:
        raise NotTaken(f"{waiting.kind} {waiting.period}")


def _fitting(session: Session, act: Act, waiting: Waiting) -> list[BookableSpace]:
    stock, wanted = current_stock(session), waiting.wanted
    theirs = fitting_spaces(stock, wanted.needs, kind=wanted.kind, person=act.by, now=act.at)
    spaces = [space for space in theirs if wanted.space_id in {None, space.id}]
    day, count = day_of(waiting.starts_at), wanted.desk_count
    if (
        not spaces
        or count > TOGETHER_MAX
        or (count > 1 and not desks_together(spaces, count, stock=stock, day=day))
    ):
        refuse_wish(session, _asked(act.by, waiting), [Unmet.NOTHING_FITS])
        raise NothingFits(f"{wanted}")
    return spaces


def _require_grantable(
    session: Session,
    act: Act,
    waiting: Waiting,
    spaces: Sequence[BookableSpace],
    times: Sequence[Period],
) -> None:
    """Raise with what the house has against the wish at its best place and time, were it free."""
    found, best, period = _least(_judged(session, act, waiting, spaces, times))
    if found:
        sitters = [act.by.id] if best.is_desk else []
        refuse_wish(session, _asked(act.by, waiting), [each.reason for each in found])
        wish = _wish(waiting, best, period)
        raise ReservationRefused(wish, with_nearest(found, lambda: nearest_granted(
            session, period, [best], sitters=sitters,
            holder_id=act.by.id, by=act.by, at=act.at,
        )))  # fmt: skip


def _judged(
    session: Session,
    act: Act,
    waiting: Waiting,
    spaces: Sequence[BookableSpace],
    times: Sequence[Period],
) -> Iterator[Judged]:
    rules = house_rules_on(session, day_of(waiting.starts_at), waiting.kind)
    for period in times:
        desk = desk_then(session, act.by, waiting.wanted, period)
        theirs = [Objection(Reason.HAS_DESK_ALREADY, {"desk": desk})] if desk else []
        for space in spaces:
            wish = _wish(waiting, space, period)
            yield [*_against(session, act, wish, space, rules), *theirs], space, period


def _least(judged: Iterable[Judged]) -> Judged:
    """The first that nothing speaks against, else the one with the fewest objections."""
    found: list[Judged] = []
    for one in judged:
        if not one[0]:
            return one
        found.append(one)
    return min(found, key=lambda one: len(one[0]))


def _against(
    session: Session, act: Act, wish: Wish, space: BookableSpace, rules: HouseRules
) -> list[Objection]:
    return [
        *objections_to_time(wish.period, space, rules=rules, now=act.at),
        *objections_to_house(wish, space, current_stock(session)),
    ]


def _wish(waiting: Waiting, space: BookableSpace, period: Period) -> Wish:
    return Wish((space.id,), period, waiting.wanted.needs.attendee_count, waiting.layout)


def _asked(person: Principal, waiting: Waiting) -> Asked:
    """As long as is needed: who waits for some hour of a day asks for one."""
    needs = waiting.wanted.needs
    if waiting.minutes is not None:
        until = waiting.starts_at + waiting.minutes * MINUTE
        needs = replace(needs, period=Period(waiting.starts_at, until))
    return looked_for(needs, kind=waiting.kind, person=person, at=waiting.joined_at)


def _offer_of(entry: Entry) -> Reservation:
    if entry.offer is None:
        raise NoOffer(entry.waiting.uid)
    return entry.offer


def _forget(session: Session, waiting: Waiting) -> None:
    """Raises :class:`Contended` when something was offered, or taken back, meanwhile."""
    row = delete(Waiting).where(
        col(Waiting.id) == waiting.id,
        col(Waiting.offer_id).is_not_distinct_from(waiting.offer_id),
    )
    gone: Any = session.execute(row)
    if not gone.rowcount:
        raise Contended(f"{waiting.uid} changed meanwhile")


def _facts(waiting: Waiting) -> dict[str, Any]:
    """What the journal keeps; never who else waits."""
    return {
        "kind": waiting.kind.value,
        "space": waiting.space_id,
        "from": waiting.starts_at.isoformat(),
        "until": waiting.ends_at.isoformat(),
        "people": waiting.attendee_count,
        **({"minutes": waiting.minutes} if waiting.minutes else {}),
    }
