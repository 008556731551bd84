"""Who hears of an act, and by which letter."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from sqlmodel import Session, col, select

from booking.foundation.journal import JournalEntry
from booking.foundation.local_time import day_of
from booking.messages.hosts import HOST, HOST_NO_MORE, has_other_host, new_host
from booking.messages.invitations import is_in_calendar, is_wanted_in_calendar, others_invited
from booking.messages.models import SentEvent
from booking.messages.seats import EMPTY_RELEASED, SEAT_LETTERS, seat_letters
from booking.messages.series_events import is_invited
from booking.people.models import Person
from booking.reservations.models import Reservation
from booking.reservations.requests import zones_of
from booking.reservations.values import HOLDING, ReservationState
from booking.reservations.waiting.queries import offer_waited_for
from booking.spaces.approvers import who_is_asked, who_is_warned

WAITS, LATE, RELEASED = "request_waits", "request_late", "place_released"
OFFER_MADE, OFFER_LAPSED, OPTION_ENDS = "offer_made", "offer_lapsed", "option_ends"
BY_ACTION = {
    "approve": "request_approved",
    "decline": "request_declined",
    "expire": "request_lapsed",
    "confirm": "reserved_for_you",
    "lapse": "option_lapsed",
    "remind": OPTION_ENDS,
    "release": RELEASED,
    "release-seats": EMPTY_RELEASED,
    "give-back-seats": "changed_for_you",
    "reserve": "reserved_for_you",
    "cancel": "cancelled_for_you",
    "change": "changed_for_you",
}
"""The letter to the holder, by the journal's action."""
BY_HOUSE = {
    "house-move": "changed_for_you",
    "house-cancel": "cancelled_for_you",
    "withdraw": "cancelled_for_you",
}
"""Of what they hear otherwise, or see: only to who has it in their calendar, to keep that right."""
OF_OTHERS = {WAITS, LATE} | SEAT_LETTERS
"""Letters to people in whose calendar the reservation does not stand."""
WHAT_IS_DECIDED = ("state", "spaces", "from", "until")

Told = tuple[JournalEntry, Reservation]
Letters = Iterator[tuple[str, Person]]
"""The name of a letter and to whom it goes."""


def letters_about(session: Session, acts: Sequence[Told]) -> list[tuple[str, Person, list[Told]]]:
    """Each letter about what one act did to all dates of a series, with the dates its reader has.

    The host of some of them hears of those; of what stands alone in their calendar by itself.
    """
    uids = [reservation.uid for _, reservation in acts]
    sent = select(SentEvent.uid, SentEvent.person_id).where(
        col(SentEvent.uid).in_(uids), col(SentEvent.is_withdrawn).is_(False)
    )
    alone = set(session.exec(sent))
    alike: dict[Hashable, list[Told]] = defaultdict(list)
    for entry, row in acts:
        by_itself = row.uid if any(uid == row.uid for uid, _ in alone) else ""
        alike[_heard_by(entry, row), by_itself].append((entry, row))
    found: dict[Hashable, tuple[str, Person, list[Told]]] = {}
    for same in alike.values():
        entry, row = same[0]
        for name, reader in _letters(session, entry, row):
            by_itself = row.uid if (row.uid, reader.id) in alone else ""
            _, _, theirs = found.setdefault((name, reader.id, by_itself), (name, reader, []))
            theirs.extend(same)
    for _, _, theirs in found.values():
        theirs.sort(key=lambda told: told[0].seal_number or 0)
    return list(found.values())


def _heard_by(entry: JournalEntry, reservation: Reservation) -> Hashable:
    """The same for dates of a series of which the same people hear."""
    before, after = entry.before or {}, entry.after or {}
    named = (str(facts.get(fact)) for facts in (before, after) for fact in ("host", "seats"))
    return reservation.host_id, is_news(entry), str(after.get("spaces")), *named


def _letters(session: Session, entry: JournalEntry, reservation: Reservation) -> Letters:
    holder = session.get(Person, reservation.holder_id)
    assert holder is not None, "a reservation has a holder"
    host = new_host(entry, reservation)
    if host is not None:
        yield HOST, session.get_one(Person, host)
    yield from seat_letters(session, entry, reservation)
    if entry.action == "escalate":
        yield from _to(who_is_warned(session, zones_of(session, reservation)), entry, LATE)
        return
    name = _to_holder(session, entry, reservation, holder)
    if name:
        yield name, holder
    if _is_asked(entry):
        zones, today = zones_of(session, reservation), day_of(entry.at)
        yield from _to(who_is_asked(session, zones, today=today), entry, WAITS)
    if entry.action != "reserve" and (is_news(entry) or has_other_host(entry)):
        yield from _to_others(session, entry, reservation)


def _to_others(session: Session, entry: JournalEntry, reservation: Reservation) -> Letters:
    """To who else has it in their calendar; not to a host who was just told."""
    name = BY_ACTION["change" if reservation.state in HOLDING else "cancel"]
    was_host = (entry.before or {}).get("host")
    for person in others_invited(session, reservation, but=reservation.holder_id,
                                 was_host=was_host):  # fmt: skip
        if not is_invited(reservation, person):
            yield HOST_NO_MORE, person
        elif is_news(entry) and person.id != new_host(entry, reservation):
            yield name, person


def _to_holder(
    session: Session, entry: JournalEntry, reservation: Reservation, holder: Person
) -> str:
    """The letter to who holds it; empty for none.

    Nobody is told what they did themselves, unless their calendar has to hear it: but when a
    request was made, it says when the answer comes.
    """
    if entry.action == "offer":
        return OFFER_MADE
    if entry.action == "lapse" and offer_waited_for(session, reservation.id or 0):
        return OFFER_LAPSED
    if _is_asked(entry):
        return "request_received"
    if not is_news(entry):
        return ""
    if entry.action in BY_HOUSE:
        return BY_HOUSE[entry.action] if is_in_calendar(session, reservation, holder) else ""
    is_told = entry.actor_id != holder.id or is_wanted_in_calendar(session, reservation, holder)
    return BY_ACTION.get(entry.action, "") if is_told else ""


def _is_asked(entry: JournalEntry) -> bool:
    """Whether the act made a request, or moved one."""
    if entry.action not in {"reserve", "change", "confirm"} or entry.after is None:
        return False
    return entry.after["state"] == ReservationState.REQUESTED and is_news(entry)


def is_news(entry: JournalEntry) -> bool:
    """Whether the place, the time or the state became another."""
    before, after = entry.before or {}, entry.after or {}
    return any(before.get(fact) != after.get(fact) for fact in WHAT_IS_DECIDED)


def _to(readers: Iterable[Person], entry: JournalEntry, name: str) -> Letters:
    return ((name, person) for person in readers if person.id != entry.actor_id)
