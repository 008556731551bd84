"""A reservation as a ticket: what the macro ``reservation_list`` in shared/cards.html shows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from booking.foundation.formats import show_day_short, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.interfaces.web.answers import promise_in_words
from booking.interfaces.web.signs import drawn_badge, drawn_icon
from booking.people.permissions import Action, may
from booking.people.values import Principal
from booking.reservations.desks import HeldDesk
from booking.reservations.models import Reservation
from booking.reservations.rules import can_be_had_again
from booking.reservations.values import ReservationState
from booking.spaces.approval import offered_to
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.values import BookableSpace, Stock

Badge = dict[str, str]
ICONS = {"desk": "armchair", "visit": "users"}
"""By kind; all others are behind a door."""


class DrawnAction(NamedTuple):
    href: Markup
    post: Markup
    """Where it is sent, for what is done at once; else empty."""
    label: Markup
    sign: Markup


class DrawnTicket(NamedTuple):
    """An item of ``reservation_list`` with its texts escaped: two hundred are drawn at once."""

    kind: Markup
    href: Markup
    title: Markup
    sign: Markup
    place: Markup
    when: Markup
    day: Markup
    note: Markup
    badge: Markup
    actions: list[DrawnAction]


def drawn_tickets(items: Iterable[Mapping[str, Any]]) -> list[DrawnTicket]:
    """For the template: what it writes as it is, a fifth of the work of escaping it there."""
    return [_drawn(item) for item in items]


def _drawn(item: Mapping[str, Any]) -> DrawnTicket:
    kind = item.get("kind", "room")
    return DrawnTicket(
        kind=escape(kind),
        href=escape(item["href"]),
        title=escape(item["title"]),
        sign=drawn_icon(ICONS.get(kind, "door")),
        place=escape(item["place"]),
        when=escape(item["when"]),
        day=escape(item["day"]),
        note=escape(item["note"]),
        badge=_drawn_badge(item["badge"]),
        actions=[_drawn_action(action) for action in item["actions"]],
    )


def _drawn_badge(badge: Badge | None) -> Markup:
    return drawn_badge(badge["text"], badge["tone"], badge.get("sign", "")) if badge else Markup()


def _drawn_action(action: Mapping[str, str]) -> DrawnAction:
    return DrawnAction(
        href=escape(action.get("href", "")),
        post=escape(action.get("post", "")),
        label=escape(action["label"]),
        sign=drawn_icon(action["sign"]) if "sign" in action else Markup(),
    )


BADGES: dict[ReservationState, tuple[str, str, str]] = {
    ReservationState.REQUESTED: (N_("Requested"), "warning", "hourglass"),
    ReservationState.OPTION: (N_("Option"), "warning", "hourglass"),
    ReservationState.CONFIRMED: (N_("Confirmed"), "ok", "circle-check"),
    ReservationState.DECLINED: (N_("Declined"), "error", "circle-x"),
    ReservationState.CANCELLED: (N_("Cancelled"), "neutral", "calendar-off"),
    ReservationState.RELEASED: (N_("Released"), "neutral", "calendar-off"),
    ReservationState.EXPIRED: (N_("Expired"), "neutral", "calendar-off"),
}
"""Words, tone and sign by state; what is going on now goes before it: see state_badge()."""


def tickets_of(
    reservations: Sequence[Reservation],
    space_ids: Mapping[int, Sequence[int]],
    *,
    stock: Stock,
    viewer: Principal,
    now: datetime,
    names: Mapping[int, str],
    with_day: bool = True,
) -> list[dict[str, Any]]:
    """The items of ``reservation_list``, in the order given.

    ``space_ids`` by reservation as queries.space_ids_of() gives them; ``names`` by person
    (people.queries.names_of), for whom it is held when that is somebody else. Without
    ``with_day`` the list stands under a heading that names the day.
    """
    return [
        ticket_of(
            reservation,
            [stock.spaces[space_id] for space_id in space_ids[reservation.id or 0]],
            stock=stock, viewer=viewer, now=now, names=names, with_day=with_day,
        )
        for reservation in reservations
    ]  # fmt: skip


def ticket_of(
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    *,
    stock: Stock,
    viewer: Principal,
    now: datetime,
    names: Mapping[int, str],
    with_day: bool = True,
) -> dict[str, Any]:
    day = day_of(reservation.starts_at)
    title = title_of(reservation, spaces, viewer)
    badge = state_badge(reservation, now)
    is_plain = badge["text"] == text(BADGES[ReservationState.CONFIRMED][0])
    return {
        "href": address_for(reservation, viewer),
        "title": title,
        "place": place_of(spaces, stock=stock, day=day, title=title),
        "when": show_span(reservation.period),
        "day": show_day_short(day) if with_day else "",
        "badge": None if is_plain else badge,
        "note": " · ".join(
            filter(
                None, (_for_whom(reservation, viewer, names), promise_in_words(reservation, now))
            )
        ),
        "actions": _ways_on(reservation, spaces, viewer, now, stock),
        "kind": "desk" if all(space.is_desk for space in spaces) else "room",
    }


def seat_address(reservation: Reservation) -> str:
    return f"/mijn-plek/{reservation.uid}"


def address_for(reservation: Reservation, viewer: Principal) -> str:
    """Where ``viewer`` finds it; who was only given a desk of it finds that desk."""
    if may(viewer, Action.SEE_RESERVATION, reservation):
        return f"/reserveringen/{reservation.uid}"
    return seat_address(reservation)


def address_of(desk: HeldDesk) -> str:
    """Where one finds the desk at which one sits."""
    held = desk.reservation
    return seat_address(held) if desk.named_id else f"/reserveringen/{held.uid}"


def title_of(
    reservation: Reservation, spaces: Sequence[BookableSpace], viewer: Principal | None
) -> str:
    """The title if ``viewer`` may read it and there is one, else the names of the spaces."""
    if reservation.title and may(viewer, Action.SEE_TITLE, reservation):
        return reservation.title
    return spaces_named(spaces)


def state_badge(reservation: Reservation, now: datetime) -> Badge:
    """The state in one or two words, with a tone and a sign."""
    words, tone, sign = BADGES[reservation.state]
    if reservation.state is ReservationState.CONFIRMED:
        words, tone, sign = _confirmed_badge(reservation, now)
    said = text(words)
    if reservation.state is ReservationState.OPTION and reservation.expires_at:
        said = text(
            "Option until %(day)s %(time)s",
            day=show_day_short(day_of(reservation.expires_at)),
            time=show_time(reservation.expires_at),
        )
    return {"text": said, "tone": tone, "sign": sign}


def is_running(reservation: Reservation, now: datetime) -> bool:
    """Whether the place is in use, or should be, at this moment."""
    is_theirs = reservation.state is ReservationState.CONFIRMED and reservation.ended_at is None
    return is_theirs and reservation.period.contains(now)


def _confirmed_badge(reservation: Reservation, now: datetime) -> tuple[str, str, str]:
    if reservation.ended_at is not None:
        return N_("Ended"), "neutral", "check"
    if reservation.ends_at <= now:
        return N_("Over"), "neutral", "check"
    if reservation.checked_in_at is not None:
        return N_("Checked in"), "own", "user-check"
    if reservation.period.contains(now):
        return N_("Now"), "own", "clock"
    return BADGES[ReservationState.CONFIRMED]


def _for_whom(reservation: Reservation, viewer: Principal, names: Mapping[int, str]) -> str:
    name = names.get(reservation.holder_id)
    if reservation.holder_id == viewer.id or name is None:
        return ""
    return text("For %(name)s", name=name)


def is_cancelled_at_once(
    reservation: Reservation, spaces: Sequence[BookableSpace], viewer: Principal, stock: Stock
) -> bool:
    """Whether one tap cancels: it is one's own, and had again as quickly. Else we ask first."""
    day = day_of(reservation.starts_at)
    is_had_again = can_be_had_again(offered_to(spaces, viewer), viewer, stock=stock, day=day)
    return reservation.holder_id == viewer.id and is_had_again


def _ways_on(
    reservation: Reservation,
    spaces: Sequence[BookableSpace],
    viewer: Principal,
    now: datetime,
    stock: Stock,
) -> list[dict[str, str]]:
    """What can be done with it: a link, or with ``post`` a press of a button."""
    if not may(viewer, Action.CHANGE_RESERVATION, reservation):
        return []
    here = f"/reserveringen/{reservation.uid}"
    if reservation.is_over(now):
        is_copied = len(spaces) == 1 and may(viewer, Action.RESERVE, spaces[0])
        again = {"href": f"{here}/kopie", "label": text("Reserve again"), "sign": "refresh"}
        return [again] if is_copied else []
    if is_running(reservation, now):
        return [{"href": f"{here}#nu", "label": text("Check in, extend or end"), "sign": "clock"}]
    confirm = {"post": f"{here}/bevestiging", "label": text("Confirm"), "sign": "check"}
    cancel = {"href": f"{here}/annuleren", "label": text("Cancel"), "sign": "calendar-off"}
    if is_cancelled_at_once(reservation, spaces, viewer, stock):
        cancel["post"] = f"{here}/annulering"
    change = {"href": f"{here}/wijzigen", "label": text("Change"), "sign": "pencil"}
    is_option = reservation.state is ReservationState.OPTION
    return [*([confirm] if is_option else []), change, cancel]
