"""The form that reserves a room, and what is said when the answer is no."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_duration, show_span
from booking.foundation.local_time import MissingHour, day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import InvalidForm
from booking.interfaces.web.moments import Clock, Day, times_of
from booking.interfaces.web.persons import HolderForm, HostForm
from booking.interfaces.web.rooms.search_page import room_path
from booking.interfaces.web.turns import TurnForm, turns_of
from booking.people.values import Principal
from booking.reservations.search import alternatives_to
from booking.reservations.values import Visibility, Wish
from booking.spaces.values import BookableSpace, LayoutKind

# everything that is not text, save tab and line end; PostgreSQL cannot even store NUL
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
TITLE_LENGTH_MAX = 120
NOTE_LENGTH_MAX = 2000
PEOPLE_MAX = 9999
SAME_TIME = N_("Another room, the same time")
ANOTHER_TIME = N_("Another room, another time")


def _plain(written: str) -> str:
    return NO_TEXT.sub("", written)


class ReserveForm(HolderForm, HostForm, TurnForm):
    """A room on one day from a time until a time; 00:00 as the end is the midnight after."""

    datum: Day
    van: Clock
    tot: Clock
    personen: Annotated[int, Field(ge=1, le=PEOPLE_MAX)] = 1
    opstelling: LayoutKind | None = None
    onderwerp: Annotated[str, Field(max_length=TITLE_LENGTH_MAX), AfterValidator(_plain)] = ""
    zichtbaarheid: Visibility = Visibility.COLLEAGUES
    notitie: Annotated[str, Field(max_length=NOTE_LENGTH_MAX), AfterValidator(_plain)] = ""
    optie: Literal["ja"] | None = None


def wish_in(form: ReserveForm, room: BookableSpace, values: Mapping[str, Any]) -> Wish:
    """What the form asks for; raises :class:`InvalidForm` when the times make no period."""
    return Wish(
        space_ids=(room.id,),
        period=_period(form, values),
        attendee_count=form.personen,
        layout=form.opstelling,
        title=form.onderwerp,
        visibility=form.zichtbaarheid,
        note=form.notitie,
    )


def _period(form: ReserveForm, values: Mapping[str, Any]) -> Period:
    try:
        return form.period_meant(form.datum, form.van, form.tot, values)
    except ValueError as error:
        raise InvalidForm({"tot": text(N_("Choose an end after the start."))}, values) from error
    except MissingHour as missing:
        raise InvalidForm({"van": text(missing.sentence)}, values) from missing


def possibilities(
    session: Session,
    wish: Wish,
    room: BookableSpace,
    values: Mapping[str, Any],
    *,
    person: Principal,
    now: datetime,
    holder: Principal | None = None,
) -> list[dict[str, Any]]:
    """The nearest things that are possible instead, each a form that reserves at once."""
    found = alternatives_to(session, wish, person=person, now=now, holder=holder)

    def choice(space: BookableSpace, period: Period, note: str) -> dict[str, Any]:
        return {
            "title": f"{space.name}, {_when(period, wish)}",
            "note": note,
            "action": f"{room_path(space)}/reserveringen",
            "fields": {**values, **times_of(period), **turns_of(period)},
        }

    def choices() -> Iterator[dict[str, Any]]:
        for period in found.other_times:
            yield choice(room, period, text("Another time, the same room"))
        for other, period in found.other_spaces:
            note = SAME_TIME if period == wish.period else ANOTHER_TIME
            yield choice(other, period, text(note))
        if found.shorter is not None:
            length = show_duration(found.shorter.duration)
            yield choice(room, found.shorter, text("Shorter: %(length)s", length=length))

    return list(choices())


def _when(period: Period, wish: Wish) -> str:
    """With the day where it is another one than was asked for."""
    day = day_of(period.starts_at)
    is_that_day = day == day_of(wish.period.starts_at)
    return show_span(period) if is_that_day else f"{show_day_short(day)} {show_span(period)}"
