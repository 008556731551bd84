"""What a message about an event means, after all that came before (RFC 5546 §2.1.5). Pure.

Mail arrives twice and out of order. Of the event, and of each date of its series, the newest
that was said counts; what the organizer wants follows from that alone. So every order of
arrival ends the same.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from booking.calendars.itip.values import (
    Date,
    Decision,
    Message,
    Method,
    Outcome,
    PartStat,
    Said,
    State,
    Wanted,
)
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.reservations.values import ReservationState

GOOGLE_CALENDARS = "@group.calendar.google.com"
"""ORGANIZER of a secondary calendar: an address with nobody behind it."""
Key = datetime | None
"""A date by the start that its series gives it; None for an event without a series."""
Dates = dict[Key, Wanted]


def decide(message: Message, state: State) -> Decision:
    """What ``message`` changes of ``state``; nothing of it is carried out yet.

    The first ORGANIZER owns the UID: of another it is a forgery, or chance.
    """
    if message.method not in set(Method) or not message.address.organizer:
        return Decision(Outcome.NOT_FOR_US, "no-invitation", state)
    if not message.speaks_for_organizer:
        return Decision(Outcome.NOT_THEIRS, "not-the-organizer", state)
    if state.organizer and not _is_same_organizer(message, state):
        return Decision(Outcome.NOT_THEIRS, "other-organizer", state)
    is_end = message.method == Method.CANCEL or not message.is_invited
    meant = (replace(said, is_cancelled=True) if is_end else said for said in message.said)
    fresh = tuple(said for said in meant if _is_news(said, state))
    if not fresh:
        return Decision(Outcome.NOTHING_NEW, "nothing-new", state)
    known = State(
        state.organizer or message.address.organizer,
        state.sender or message.address.sender,
        {**state.said, **{said.recurs_at: said for said in fresh}},
    )
    if not message.is_invited and message.method == Method.REQUEST and not wanted(state):
        return Decision(Outcome.NOT_FOR_US, "not-invited", known, fresh)
    return Decision(Outcome.DONE, "", known, fresh)


def speaks_for(sender: str, *, organizer: str, sent_by: str) -> bool:
    """Whether who wrote the mail claims to speak for the organizer (RFC 6047 §2.3)."""
    return sender in {organizer, sent_by} - {""} or organizer.endswith(GOOGLE_CALENDARS)


def acts_for(*, organizer: str, sender: str) -> str:
    """By whose address they are known here: a calendar of Google is no person."""
    return sender if organizer.endswith(GOOGLE_CALENDARS) else organizer


def wanted(state: State) -> Dates:
    """Every date that the organizer wants by now."""
    whole = state.said.get(None)
    found: Dates = {}
    if whole is not None and not whole.is_cancelled:
        found = {date.recurs_at: _wanted(whole, date) for date in whole.dates}
    for change in _changes(state.said.values(), whole):
        _apply(change, found, may_add=whole is None or whole.is_cancelled)
    return found


def pair_up(held: Collection[Key], asked: Collection[Key]) -> dict[Key, Key]:
    """Which date of ``asked`` one of ``held`` becomes: itself, that of its day, or the next.

    So what moves stays one reservation, with its history.
    """
    pairs = {key: key for key in asked if key in held}
    gone = sorted(set(held) - pairs.keys(), key=_order)
    new = sorted(set(asked) - pairs.keys(), key=_order)
    by_day = {day_of(key): key for key in gone if key is not None}
    for key in list(new):
        old = by_day.pop(day_of(key), None) if key is not None else None
        if old is not None:
            pairs[key] = old
            gone.remove(old)
            new.remove(key)
    return pairs | dict(zip(new, gone, strict=False))


def part_stat(state: ReservationState) -> PartStat:
    """What a room says of a reservation that it got by an invitation."""
    match state:
        case ReservationState.CONFIRMED:
            return PartStat.ACCEPTED
        case ReservationState.REQUESTED | ReservationState.OPTION:
            return PartStat.TENTATIVE
        case _:
            return PartStat.DECLINED


def altogether(stats: Iterable[PartStat]) -> PartStat:
    """Of a series: declined where nothing is left, tentative where something must be decided."""
    left = {stat for stat in stats if stat is not PartStat.DECLINED}
    if not left:
        return PartStat.DECLINED
    return PartStat.TENTATIVE if PartStat.TENTATIVE in left else PartStat.ACCEPTED


def is_too_much(clash_count: int, date_count: int, *, count_max: int, percentage_max: int) -> bool:
    """Whether a series has so many clashes that it is declined as a whole, as Exchange counts."""
    is_within = clash_count <= count_max and clash_count * 100 <= date_count * percentage_max
    return clash_count > 0 and not is_within


def _is_same_organizer(message: Message, state: State) -> bool:
    address = message.address
    if address.organizer.endswith(GOOGLE_CALENDARS) and address.sender != state.sender:
        return False
    return address.organizer == state.organizer


def _is_news(said: Said, state: State) -> bool:
    known = state.said.get(said.recurs_at)
    return known is None or said.version > known.version


def _changes(said: Iterable[Said], whole: Said | None) -> list[Said]:
    """What still holds of what was said of single dates; first what also moves later dates."""
    held = [s for s in said if s.recurs_at is not None and (whole is None or _outlives(s, whole))]
    return sorted(held, key=lambda s: (not s.is_with_following, _order(s.recurs_at)))


def _outlives(change: Said, whole: Said) -> bool:
    """Whether it was said of one date after, or with, what was said of the whole series.

    A series that is sent again with the same SEQUENCE was not moved: its exceptions stay.
    """
    if whole.is_cancelled:
        return change.version > whole.version
    return change.sequence >= whole.sequence or change.stamped_at >= whole.stamped_at


def _apply(change: Said, found: Dates, *, may_add: bool) -> None:
    key = _key_in(found, change.recurs_at)
    reach = [other for other in found if _order(other) > _order(key)]
    later = reach if change.is_with_following else []
    if change.is_cancelled or not change.dates:
        for gone in [key, *later]:
            found.pop(gone, None)
        return
    (date,) = change.dates
    if key in found:
        shift = date.period.starts_at - found[key].date.period.starts_at
        for other in later:
            begin = found[other].date.period.starts_at + shift
            moved = Period(begin, begin + date.period.duration)
            found[other] = _wanted(change, replace(found[other].date, period=moved))
    if key in found or may_add:
        found[key] = _wanted(change, replace(date, recurs_at=key))


def _key_in(found: Dates, recurs_at: Key) -> Key:
    """Some programs name a date of a series by its day alone."""
    if recurs_at in found or recurs_at is None:
        return recurs_at
    day = day_of(recurs_at)
    same = [key for key in found if key is not None and day_of(key) == day]
    return same[0] if len(same) == 1 else recurs_at


def _wanted(said: Said, date: Date) -> Wanted:
    return Wanted(date, said.title, said.people, said.is_private)


def _order(key: Key) -> datetime:
    return key or datetime.min.replace(tzinfo=UTC)
