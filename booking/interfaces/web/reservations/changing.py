"""Changing a reservation: the form, what it may choose from, and what stood in the way."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.asking import asked_again_note
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.moments import Clock, Day, time_options, times_of
from booking.interfaces.web.persons import HostForm, host_field, host_in
from booking.interfaces.web.reservations.history import people_in, told
from booking.interfaces.web.reservations.view import Seen, summary_of
from booking.interfaces.web.turns import TurnForm, turns_of
from booking.interfaces.web.words import LAYOUTS, VISIBILITIES
from booking.people.permissions import Action, may
from booking.people.queries import names_readable_by
from booking.reservations.decision import is_granted
from booking.reservations.operations import wish_of
from booking.reservations.queries import history_of
from booking.reservations.search import alternatives_to, free_spaces
from booking.reservations.values import Needs, Visibility, Wish
from booking.spaces.queries import SpaceNotFound, space_by_number
from booking.spaces.rules import opening_periods
from booking.spaces.values import BookableSpace, LayoutKind

END_FIRST = N_("Choose an end that is later than the begin.")

Values = Mapping[str, Any]


class ChangeForm(HostForm, TurnForm):
    """What does not stand in the form (a desk has no layout) stays as it was."""

    rev: int
    datum: Day
    van: Clock
    tot: Clock
    plek: Annotated[str, Field(max_length=40)] | None = None
    aantal: Annotated[int, Field(ge=1, le=1000)] | None = None
    opstelling: LayoutKind | None = None
    titel: Annotated[str, Field(max_length=120)] = ""
    zichtbaarheid: Visibility | None = None
    toelichting: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """Which fields this reservation has for this reader."""

    is_one_space: bool
    is_meeting: bool
    may_read_title: bool


def particulars_of(seen: Seen) -> Particulars:
    is_desk = all(space.is_desk for space in seen.spaces)
    return Particulars(
        is_one_space=len(seen.spaces) == 1,
        is_meeting=not is_desk or len(seen.spaces) > 1,
        may_read_title=may(seen.viewer, Action.SEE_TITLE, seen.reservation),
    )


def values_of(seen: Seen) -> dict[str, Any]:
    """The form as the reservation stands now; the title only for who may read it."""
    held, fields = seen.reservation, particulars_of(seen)
    return {
        "rev": held.rev,
        **times_of(held.period),
        **turns_of(held.period),
        "plek": seen.spaces[0].number,
        "aantal": held.attendee_count,
        "opstelling": held.layout or "",
        "titel": held.title if fields.may_read_title else "",
        "zichtbaarheid": held.visibility,
        "toelichting": held.note,
        **_host(seen),
    }


def times_in(named: Mapping[str, str]) -> dict[str, str]:
    """The day and the hours that an address names; what is no day or hour is passed over."""
    kinds = {"datum": Day, "van": Clock, "tot": Clock}
    found = {}
    for name, kind in kinds.items():
        with suppress(ValidationError):
            TypeAdapter(kind).validate_python(named[name])
            found[name] = named[name]
    return found


def _host(seen: Seen) -> dict[str, str]:
    """The host as the form names them: by the name where one types it."""
    number = seen.reservation.host_id
    if number is None:
        return {}
    name = names_readable_by(seen.session, seen.viewer, [number]).get(number, "")
    return {"gastheer": name, "gastheer_nummer": str(number)}


def wish_in(seen: Seen, form: ChangeForm, values: Values) -> Wish:
    """What the form asks for. Raises InvalidForm, MissingHour or SpaceNotFound."""
    try:
        period = form.period_meant(form.datum, form.van, form.tot, values)
    except ValueError as error:
        raise InvalidForm({"tot": text(END_FIRST)}, values) from error
    fields = particulars_of(seen)
    wish = replace(wish_of(seen.session, seen.reservation, period=period), note=form.toelichting)
    if fields.is_one_space and form.plek:
        wish = replace(wish, space_ids=(_space_in(seen, form, values),))
    if fields.is_meeting:
        people = form.aantal or wish.attendee_count
        wish = replace(wish, attendee_count=people, layout=form.opstelling,
                       host_id=_host_in(seen, form, values))  # fmt: skip
    if fields.is_meeting and fields.may_read_title:
        visibility = form.zichtbaarheid or wish.visibility
        wish = replace(wish, title=form.titel, visibility=visibility)
    return wish


def _host_in(seen: Seen, form: ChangeForm, values: Values) -> int | None:
    """An emptied name is no host any more, whoever was chosen before."""
    if seen.viewer.partner_id is None and not form.gastheer:
        return None
    try:
        return host_in(seen.session, seen.viewer, form)
    except InvalidForm as wrong:
        raise InvalidForm(wrong.errors, values) from wrong


def _space_in(seen: Seen, form: ChangeForm, values: Values) -> int:
    try:
        space = space_by_number(seen.stock, form.plek or "", form.datum)
    except SpaceNotFound as error:
        raise InvalidForm({"plek": text(error.sentence)}, values) from error
    is_like_it = space.kind is seen.spaces[0].kind
    # what is not for you does not exist
    if not (is_like_it and may(seen.viewer, Action.RESERVE, space)):
        raise InvalidForm({"plek": text(SpaceNotFound.sentence)}, values)
    return space.id


def form_page(seen: Seen, values: Values, *, wish: Wish | None = None) -> dict[str, Any]:
    """What the template of the form needs; ``wish`` is what is being asked for, if it is clear."""
    wish = wish or wish_of(seen.session, seen.reservation)
    return {
        "reservation": summary_of(seen),
        "values": values,
        "fields": particulars_of(seen),
        "times": _times(seen, wish, values),
        "request_note": asked_again_note(
            seen.session, seen.spaces[0], seen.viewer, day_of(wish.period.starts_at), now=seen.now,
            holder_id=seen.reservation.holder_id,
        ),
        "places": [(space.number, _place(seen, space, wish)) for space in _places(seen, wish)],
        "host": host_field(seen.session, seen.viewer, values),
        "layouts": [("", text("No preference")), *_layouts(seen)],
        "visibilities": [
            (kind.value, text(word), text(meaning)) for kind, (word, meaning) in
            VISIBILITIES.items()
        ],
    }  # fmt: skip


def alternatives(seen: Seen, wish: Wish, values: Values) -> list[dict[str, Any]]:
    """The nearest things that can be had instead: a label, and the whole form filled in."""
    found = alternatives_to(
        seen.session, wish, person=seen.viewer, now=seen.now, moved=seen.reservation
    )
    periods = [*found.other_times, *([found.shorter] if found.shorter else [])]
    return [
        *(
            {"label": _when(period), "values": {**values, **times_of(period), **turns_of(period)}}
            for period in dict.fromkeys(periods)
        ),
        *(
            {
                "label": _elsewhere(seen, space, period, wish),
                "values": {**values, **times_of(period), **turns_of(period), "plek": space.number},
            }
            for space, period in found.other_spaces
        ),
    ]


def changes_since(seen: Seen, rev: int) -> list[dict[str, Any]]:
    """What happened after version ``rev``: each act of the journal raised it by one."""
    entries = history_of(seen.session, seen.reservation.uid)[max(rev, 0) :]
    names = names_readable_by(seen.session, seen.viewer, people_in(entries))
    return told(entries, reader=seen.viewer, names=names, stock=seen.stock)


def _elsewhere(seen: Seen, space: BookableSpace, period: Period, wish: Wish) -> str:
    place = _place(seen, space, wish)
    return place if period == wish.period else f"{place}, {_when(period)}"


def _when(period: Period) -> str:
    return f"{show_day_short(day_of(period.starts_at))} {show_span(period)}"


def _times(seen: Seen, wish: Wish, values: Values) -> list[str]:
    """The wall clock in steps while the space is open, and whatever was filled in."""
    day = day_of(wish.period.starts_at)
    space = seen.spaces[0]
    hours = opening_periods(seen.stock, space, day) or [seen.reservation.period]
    options = time_options(hours, grain_minutes=space.grain_minutes)
    filled = [str(values.get(name, "")) for name in ("van", "tot")]
    return sorted({*options, *(clock for clock in filled if clock)})


def _places(seen: Seen, wish: Wish) -> Iterator[BookableSpace]:
    """Where it is, and every place that fits and is free then."""
    own = seen.spaces[0]
    yield own
    needs = Needs(wish.period, wish.attendee_count, layout=wish.layout)
    free = free_spaces(seen.session, needs, kind=own.kind, person=seen.viewer, now=seen.now)
    sharing = [s for s in seen.stock.sharing_units(frozenset(own.unit_ids)) if s.id != own.id]
    known = {space.id for space in free}
    yield from (s for s in sharing if s.id not in known and _can_have(seen, wish, s))
    yield from (space for space in free if space.id != own.id)


def _can_have(seen: Seen, wish: Wish, space: BookableSpace) -> bool:
    """Whether it can grow into ``space``, of which it holds a part itself."""
    return is_granted(
        seen.session, replace(wish, space_ids=(space.id,)), by=seen.viewer, at=seen.now,
        holder_id=seen.reservation.holder_id, moved=seen.reservation,
    )  # fmt: skip


def _place(seen: Seen, space: BookableSpace, wish: Wish) -> str:
    day = day_of(wish.period.starts_at)
    zone = seen.stock.zone_of(space, day)
    where = zone.name if zone else ""
    if space.is_desk:
        return f"{space.name}, {where}"
    seats = _seats(space, day)
    return f"{space.name} ({space.number}), {seats}, {where}"


def _seats(space: BookableSpace, day: date) -> str:
    term = space.term_on(day)
    return plural_text("%(count)s person", "%(count)s people", term.capacity if term else 0)


def _layouts(seen: Seen) -> Iterator[tuple[str, str]]:
    kinds = {kind for space in seen.spaces for kind in space.layouts}
    return ((kind.value, text(word)) for kind, word in LAYOUTS.items() if kind in kinds)
