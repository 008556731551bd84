"""Declining: the reason, and what is offered instead."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_span
from booking.foundation.local_time import MissingHour, day_of, local_day, local_period, to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.moments import Clock, Day, time_options
from booking.interfaces.web.reservations.view import Seen
from booking.interfaces.web.rooms.form import NO_TEXT
from booking.interfaces.web.rooms.search import opening_range, rooms_for
from booking.interfaces.web.today.coming_days import DayChoice, read_choice
from booking.interfaces.web.turns import TurnForm, turns_of
from booking.reservations.operations import ReservationRefused, wish_of
from booking.reservations.requests import (
    REASON_LENGTH_MAX,
    Alternative,
    NobodyToOffer,
    SamePlace,
    asker_of,
)
from booking.reservations.search import alternatives_to
from booking.spaces.queries import SpaceNotFound, current_stock, space_by_number
from booking.spaces.values import BookableSpace

OTHERWISE = "anders"
FILL_IN = N_("Please fill this in.")
END_FIRST = N_("Choose an end after the start.")
GRAIN_MINUTES = 15


class DeclineForm(TurnForm):
    """``voorstel``: empty for none, a choice of ours, or "anders" with the four fields."""

    refused_at: ClassVar = dict.fromkeys(
        (ReservationRefused, SamePlace, NobodyToOffer, MissingHour), "voorstel"
    )

    rev: int
    reden: Annotated[
        str,
        Field(min_length=1, max_length=REASON_LENGTH_MAX),
        AfterValidator(lambda written: NO_TEXT.sub("", written)),
    ]
    voorstel: Annotated[str, Field(max_length=100)] = ""
    plek: Annotated[str, Field(max_length=40)] | None = None
    datum: Day | None = None
    van: Clock | None = None
    tot: Clock | None = None

    def alternative(self, session: Session) -> Alternative | None:
        """What is offered, if anything. Raises :class:`InvalidForm`."""
        choice = self._choice()
        if choice is None:
            return None
        try:
            space = space_by_number(current_stock(session), choice.number, choice.day)
        except SpaceNotFound as error:
            raise InvalidForm({"plek": text(error.sentence)}, {}) from error
        try:
            return Alternative(space.id, local_period(choice.day, choice.begin, choice.end))
        except ValueError as error:
            raise InvalidForm({"tot": text(END_FIRST)}, {}) from error

    def _choice(self) -> DayChoice | None:
        """What is offered; a room that was filled in is meant, also without the radio button."""
        if self.voorstel == OTHERWISE or (self.plek and not self.voorstel):
            return self._own_choice()
        if not self.voorstel:
            return None
        try:
            return read_choice(self.voorstel)
        except ValueError as error:
            raise InvalidForm({"voorstel": text(str(error))}, {}) from error

    def _own_choice(self) -> DayChoice:
        if not (self.plek and self.datum and self.van and self.tot):
            asked = {"plek": self.plek, "datum": self.datum, "van": self.van, "tot": self.tot}
            missing = [name for name, value in asked.items() if not value]
            raise InvalidForm(dict.fromkeys(missing, text(FILL_IN)), {})
        begin, end = self.clocks_meant(self.datum, self.van, self.tot, {})
        return DayChoice(self.datum, begin, end, self.plek)


def decline_fields(seen: Seen) -> dict[str, Any]:
    """What the form may choose from, filled in with what was asked for."""
    held = seen.reservation
    day = day_of(held.starts_at)
    asker = asker_of(seen.session, held, now=seen.now)
    rooms = rooms_for(seen.stock, asker, day) if asker else []
    hours = opening_range(seen.stock, rooms, day) or local_day(day)
    asked = {
        "datum": day.isoformat(),
        "van": f"{to_local(held.starts_at):%H:%M}",
        "tot": f"{to_local(held.ends_at):%H:%M}",
        **turns_of(held.period),
    }
    return {
        "values": {**asked, "voorstel": ""},
        "choices": [
            ("", text("Nothing")),
            *_proposals(seen),
            (OTHERWISE, text("Another room or time, chosen below")),
        ],
        "rooms": [
            ("", text("Choose a room")),
            *((r.number, f"{r.name} ({r.number})") for r in rooms),
        ],
        "times": time_options([hours], grain_minutes=GRAIN_MINUTES),
    }


def _proposals(seen: Seen) -> Iterator[tuple[str, str, str]]:
    """The nearest that is free and open to who asked: value, label, note."""
    held = seen.reservation
    asker = asker_of(seen.session, held, now=seen.now)
    if asker is None:
        return
    wish = wish_of(seen.session, held)
    found = alternatives_to(seen.session, wish, person=asker, now=seen.now, moved=held)
    for space, period in found.other_spaces:
        yield _proposal(space, period, text("Another room, the same time"))
    for period in found.other_times:
        yield _proposal(seen.spaces[0], period, text("Another time, the same room"))


def _proposal(space: BookableSpace, period: Period, note: str) -> tuple[str, str, str]:
    begin, end = to_local(period.starts_at), to_local(period.ends_at)
    choice = DayChoice(begin.date(), begin.time(), end.time(), space.number)
    label = f"{space.name}, {show_day_short(begin.date())} {show_span(period)}"
    return choice.written(), label, note
