"""What who stands at a free place can do with it now, or else why not: plain data."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from booking.foundation.formats import show_time
from booking.foundation.local_time import local_day
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.desks.search import BY_HOUR
from booking.interfaces.web.here.visitor import Visitor
from booking.interfaces.web.moments import times_of
from booking.interfaces.web.turns import turns_of
from booking.reservations.claims import taken_of, taken_periods
from booking.reservations.decision import objections
from booking.reservations.desks import own_desks
from booking.reservations.free_times import free_periods, from_now, whole_grains
from booking.reservations.in_words import in_words
from booking.reservations.values import Objection, Reason, Wish
from booking.spaces.values import BookableSpace

MINUTES = (30, 60)
REST = "rest"
"""For as long as it is free, where that is shorter."""
OTHERS_DECIDE = N_("Others decide who has this room. Ask for it on its own page.")
NOTHING: dict[str, Any] = {"ways": [], "why": [], "switch": None}


def taken_today(visitor: Visitor, space: BookableSpace) -> list[Period]:
    whole = local_day(visitor.today)
    return taken_of(space, taken_periods(visitor.session, whole, unit_ids=space.unit_ids))


def free_now(visitor: Visitor, space: BookableSpace, taken: Sequence[Period]) -> Period | None:
    """The time around now in which nobody has it."""
    free = free_periods(space, local_day(visitor.today), stock=visitor.stock, taken=taken)
    return next((gap for gap in free if gap.contains(visitor.now)), None)


def wish_now(visitor: Visitor, space: BookableSpace, minutes: str) -> Wish:
    """What is asked for who walks up: from the running grain on."""
    usual = from_now(space, MINUTES[0] if minutes == REST else int(minutes), visitor.now)
    rest = _rest(visitor, space, usual) if minutes == REST else None
    return Wish((space.id,), rest or usual)


def ways_on(visitor: Visitor, space: BookableSpace) -> dict[str, Any]:
    """How long it can be had from now on without asking anyone; if not at all, why not.

    Who has a desk elsewhere can change to this one.
    """
    gap = free_now(visitor, space, taken_today(visitor, space))
    if gap is None:  # that it is taken stands on top of the page
        shut = _against(visitor, wish_now(visitor, space, str(MINUTES[0])))
        return NOTHING | {"why": in_words([o for o in shut if o.reason is not Reason.TAKEN])}
    if space.needs_approval:
        return NOTHING | {"why": [text(OTHERS_DECIDE)]}
    wishes = {str(minutes): wish_now(visitor, space, str(minutes)) for minutes in MINUTES}
    ways = [_way(name, wish) for name, wish in wishes.items() if not _against(visitor, wish)]
    if ways:
        return NOTHING | {"ways": ways}
    wish = wish_now(visitor, space, REST)
    found = _against(visitor, wish)
    if not found:
        return NOTHING | {"ways": [_rest_way(visitor, space, wish, gap)]}
    has_desk = {objection.reason for objection in found} == {Reason.HAS_DESK_ALREADY}
    switch = _switch(visitor, space, wish.period, gap) if has_desk else None
    return NOTHING | {"why": in_words(found), "switch": switch}


def _against(visitor: Visitor, wish: Wish) -> list[Objection]:
    who = visitor.person
    return objections(visitor.session, wish, by=who, at=visitor.now, holder_id=who.id)


def _rest(visitor: Visitor, space: BookableSpace, usual: Period) -> Period | None:
    gap = free_now(visitor, space, taken_today(visitor, space))
    if gap is None or gap.ends_at <= usual.starts_at:
        return None
    grain = timedelta(minutes=space.grain_minutes)
    left = Period(usual.starts_at, min(usual.ends_at, gap.ends_at))
    return whole_grains(left, grain)


def _way(name: str, wish: Wish) -> dict[str, str]:
    return {"minutes": name, "label": text("until %(time)s", time=show_time(wish.period.ends_at))}


def _rest_way(visitor: Visitor, space: BookableSpace, wish: Wish, gap: Period) -> dict[str, str]:
    """It ends where somebody else begins, or where the house shuts."""
    _, after = space.buffers(None)
    begins = (t.starts_at - timedelta(minutes=after) for t in taken_today(visitor, space))
    if gap.ends_at not in begins:
        return _way(REST, wish)
    until = show_time(wish.period.ends_at)
    return {"minutes": REST, "label": text("until the next reservation at %(time)s", time=until)}


def _switch(
    visitor: Visitor, space: BookableSpace, first: Period, gap: Period
) -> dict[str, Any] | None:
    """This desk for the rest of the time of the one desk I have, as long as it is free."""
    held = own_desks(visitor.session, visitor.person, first)
    if len(held) != 1:
        return None
    end = min(held[0].reservation.ends_at, gap.ends_at)
    period = Period(first.starts_at, max(end, first.ends_at))
    return {
        "action": f"/werkplek/{space.number}/wissel",
        "fields": {
            **times_of(period),
            **turns_of(period),
            "dagdeel": BY_HOUR,
            "uid": held[0].reservation.uid,
        },
        "label": text("Change to this desk, until %(time)s", time=show_time(period.ends_at)),
    }
