"""One reservation as its page shows it: plain data, for the one who looks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlmodel import Session

from booking.calendars.invitations import PartStat
from booking.foundation.formats import show_clock, show_day, show_duration, show_span, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.answers import answer_card, option_in_words, promise_in_words
from booking.interfaces.web.reservations.history import people_in, told
from booking.interfaces.web.series.view import series_line
from booking.interfaces.web.tickets import (
    is_cancelled_at_once,
    is_running,
    state_badge,
    title_of,
)
from booking.interfaces.web.words import LAYOUTS, VISIBILITIES
from booking.messages.invitations import answers_to
from booking.people.models import Partner
from booking.people.permissions import Action, may
from booking.people.queries import names_of, names_readable_by
from booking.people.values import Principal
from booking.reservations.changes import held_spaces, number_of
from booking.reservations.models import Reservation
from booking.reservations.queries import history_of, house_rules_on, reservation_of
from booking.reservations.requests import answers_of, is_overdue
from booking.reservations.rules import first_state, may_check_in
from booking.reservations.seats.queries import seats_in
from booking.reservations.seats.rules import all_came_at
from booking.reservations.staying import possible_ends
from booking.reservations.values import ReservationState
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.queries import building_of, current_stock
from booking.spaces.values import BookableSpace, Stock

Fact = dict[str, str]
ANSWERED = (ReservationState.CONFIRMED, ReservationState.DECLINED)


SAID = {
    PartStat.ACCEPTED: N_("%(name)s (comes)"),
    PartStat.TENTATIVE: N_("%(name)s (comes perhaps)"),
    PartStat.DECLINED: N_("%(name)s (does not come)"),
}
"""Who it is about, with what they said to it from their own calendar."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A reservation under the eyes of ``viewer`` at ``now``."""

    session: Session
    viewer: Principal
    now: datetime
    reservation: Reservation
    stock: Stock
    spaces: Sequence[BookableSpace]

    @property
    def is_over(self) -> bool:
        return self.reservation.is_over(self.now)

    @property
    def may_act(self) -> bool:
        return not self.is_over and may(self.viewer, Action.CHANGE_RESERVATION, self.reservation)

    @property
    def may_copy(self) -> bool:
        """Whether there is a form to reserve the same once more: not for a group of desks."""
        return len(self.spaces) == 1 and may(self.viewer, Action.RESERVE, self.spaces[0])


def look_at(session: Session, uid: str, *, viewer: Principal, now: datetime) -> Seen:
    """Raises NotThere for whoever may not see it."""
    return look(session, reservation_of(session, uid, viewer), viewer=viewer, now=now)


def look(session: Session, reservation: Reservation, *, viewer: Principal, now: datetime) -> Seen:
    """At what this person may see."""
    stock = current_stock(session)
    return Seen(session, viewer, now, reservation, stock, held_spaces(session, stock, reservation))


def summary_of(seen: Seen) -> dict[str, Any]:
    """What each page about a reservation says at its top."""
    held, day = seen.reservation, day_of(seen.reservation.starts_at)
    return {
        "uid": held.uid,
        "here": f"/reserveringen/{held.uid}",
        "title": title_of(held, seen.spaces, seen.viewer),
        "place": place_of(seen.spaces, stock=seen.stock, day=day),
        "when": f"{show_day(day)}, {show_span(held.period)}",
        "badge": state_badge(held, seen.now),
    }


def now_of(seen: Seen) -> dict[str, Any]:
    """What can be done while it runs, or just before."""
    return {
        **summary_of(seen),
        "may_act": seen.may_act,
        "is_cancelled_at_once": is_cancelled_at_once(
            seen.reservation, seen.spaces, seen.viewer, seen.stock
        ),
        "may_copy": seen.may_copy,
        "is_over": seen.is_over,
        "is_running": is_running(seen.reservation, seen.now),
        "is_group": len(seen.spaces) > 1,
        "may_check_in": seen.may_act and is_check_in_time(seen),
        "extensions": _extensions(seen),
    }


def page_of(seen: Seen) -> dict[str, Any]:
    """Everything about it, and what can be done now."""
    held = seen.reservation
    entries = history_of(seen.session, held.uid)
    names = names_readable_by(seen.session, seen.viewer, people_in(entries))
    return {
        **now_of(seen),
        "facts": [*_place_and_time(seen), *_use(seen), *_people(seen)],
        "history": told(entries, reader=seen.viewer, names=names, stock=seen.stock),
        "waiting": _waiting(seen),
        "is_late": is_overdue(held, now=seen.now),
        "may_confirm": seen.may_act and held.state is ReservationState.OPTION,
        "needs_approval": first_state(seen.spaces) is ReservationState.REQUESTED,
        "is_lapsed": held.state is ReservationState.EXPIRED and held.answer_by is not None,
        "is_lapsed_option": held.state is ReservationState.EXPIRED and held.answer_by is None,
        "answer": _answer(seen),
        "series": series_line(seen.session, held, viewer=seen.viewer, now=seen.now),
    }


def _waiting(seen: Seen) -> str:
    """What who asked may count on while there is no answer; empty when nothing is asked."""
    held = seen.reservation
    if held.state is ReservationState.OPTION:
        return option_in_words(held, seen.now)
    promise = promise_in_words(held, seen.now)
    if not promise or held.starts_at <= seen.now:
        return promise
    return promise + " " + text("The place stays held for you until you have an answer.")


def _answer(seen: Seen) -> dict[str, Any] | None:
    number = number_of(seen.reservation)
    answer = answers_of(seen.session, [number]).get(number)
    is_told = answer is not None and seen.reservation.state in ANSWERED
    if answer is None or not is_told:
        return None
    return answer_card(seen.session, seen.reservation, answer, viewer=seen.viewer, now=seen.now)


def is_check_in_time(seen: Seen) -> bool:
    """Of a group: as long as somebody can still come."""
    held = seen.reservation
    is_awaited = held.checked_in_at is None or (
        len(seen.spaces) > 1
        and all_came_at(seats_in(seen.session, number_of(held)), held.checked_in_at) is None
    )
    return is_awaited and is_check_in_open(seen)


def is_check_in_open(seen: Seen) -> bool:
    """Whether one can check in at this time, whoever came before."""
    held = seen.reservation
    rules = house_rules_on(seen.session, day_of(held.starts_at), seen.spaces[0].kind)
    is_confirmed = held.state is ReservationState.CONFIRMED
    return is_confirmed and may_check_in(held.period, rules=rules, now=seen.now)


def _extensions(seen: Seen) -> list[dict[str, str]]:
    held = seen.reservation
    if not seen.may_act or not is_running(held, seen.now):
        return []
    ends = possible_ends(seen.session, held, by=seen.viewer, at=seen.now)
    return [
        {"value": show_clock(end), "label": text("Until %(time)s", time=show_time(end))}
        for end in ends
    ]


def _place_and_time(seen: Seen) -> Iterator[Fact]:
    held, day = seen.reservation, day_of(seen.reservation.starts_at)
    named = spaces_named(seen.spaces)
    building = building_of(seen.session, seen.spaces[0])
    yield {"term": text("What"), "text": _linked(seen, named), "sign": "door"}
    where = place_of(seen.spaces, stock=seen.stock, day=day, title=named)
    yield {"term": text("Where"), "text": f"{where}, {building.name}", "sign": "map-pin"}
    when = f"{show_day(day)}, {show_span(held.period)} ({show_duration(held.period.duration)})"
    yield {"term": text("When"), "text": when, "sign": "clock"}
    if held.checked_in_at:
        at = show_time(held.checked_in_at)
        yield {"term": text("Checked in"), "text": at, "sign": "user-check"}


def _linked(seen: Seen, named: str) -> str:
    """The name of the space, leading to its own page with the plan of its floor."""
    if len(seen.spaces) > 1:
        return named
    space = seen.spaces[0]
    folder = "werkplek" if space.is_desk else "ruimtes"
    address = f"/{folder}/{quote(space.number)}?datum={day_of(seen.reservation.starts_at)}"
    return Markup('<a class="nl-link" href="{}">{}</a>').format(address, named)


def _use(seen: Seen) -> Iterator[Fact]:
    held = seen.reservation
    people = plural_text("%(count)s person", "%(count)s people", held.attendee_count)
    yield {"term": text("Number of people"), "text": people, "sign": "users"}
    if held.layout is not None:
        yield {"term": text("Layout"), "text": text(LAYOUTS[held.layout]), "sign": "layout-rows"}
    readers, _meaning = VISIBILITIES[held.visibility]
    yield {"term": text("Who may read the title"), "text": text(readers), "sign": "eye"}
    if held.note:
        yield {"term": text("Note for the town hall"), "text": held.note, "sign": "file-text"}


def _people(seen: Seen) -> Iterator[Fact]:
    held = seen.reservation
    names = names_readable_by(seen.session, seen.viewer, [held.holder_id, held.creator_id])
    answers = answers_to(seen.session, held)
    if held.partner_id is not None:
        partner = seen.session.get(Partner, held.partner_id)
        name = partner.name if partner else ""
        yield {"term": text("Organisation"), "text": name, "sign": "building"}
    if held.holder_id in names:
        whom = _with_answer(names[held.holder_id], held.holder_id, answers)
        yield {"term": text("Held for"), "text": whom, "sign": "user"}
    if held.creator_id != held.holder_id and held.creator_id in names:
        yield {"term": text("Made by"), "text": names[held.creator_id], "sign": "pencil"}
    if held.host_id is not None:
        # a partner's contact knows the host: that is whom they meet
        host = names_of(seen.session, [held.host_id])[held.host_id]
        yield {"term": text("Host"), "text": _with_answer(host, held.host_id, answers),
               "sign": "id-badge-2"}  # fmt: skip


def _with_answer(name: str, number: int, answers: Mapping[int, PartStat]) -> str:
    return text(SAID[answers[number]], name=name) if number in answers else name
