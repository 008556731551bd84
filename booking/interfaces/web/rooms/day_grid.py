"""The day as a timeline: rooms down, hours across; the dict that shared/timeline.html draws.

Rows and slots are tuples: a grid has hundreds, and Jinja reads those three times as fast.
Their texts are escaped here, once, and written as they are: five times as fast again. Plain
strings, as each Markup costs as much as its escaping; sentences are escaped before they are filled.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from html import escape
from math import gcd
from typing import Any, NamedTuple

from booking.foundation.formats import show_clock, show_day, show_span, show_time
from booking.foundation.local_time import to_local
from booking.foundation.periods import Period
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.rooms.day import Outlook, Piece, RoomDay
from booking.spaces.values import BookableSpace

QUARTER = timedelta(minutes=15)
LABELS = {
    "free": N_("Free"),
    "elsewhere": N_("Busy elsewhere"),
    "taken": N_("Taken"),
    "mine": N_("Your reservation"),
    "pending": N_("Yours, not yet confirmed"),
    "option": N_("Not yet confirmed"),
    "closed": N_("Closed"),
    "past": N_("Past"),
}
PREPARATION = N_("Preparation")
RESERVE = N_("Free %(span)s, %(room)s: reserve")
RESERVE_ALL_THE_SAME = N_(
    "Shown as busy by an external calendar %(span)s, %(room)s: reserve all the same"
)
OWN = N_("%(kind)s: %(title)s, %(span)s")
OFFERS = {"free": RESERVE, "elsewhere": RESERVE_ALL_THE_SAME}
SENTENCES = (*LABELS.values(), PREPARATION, RESERVE, RESERVE_ALL_THE_SAME, OWN)
SIZES = ((15, " slot--tiny slot--quarter"), (30, " slot--tiny"), (60, " slot--small"))
"""Up to how many minutes a slot leaves room for less text than usual."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a press on a free gap leads: the form of a room, with a time filled in."""

    path: Callable[[BookableSpace], str]
    query: Callable[[Period], str]
    """From the question mark on."""

    def __call__(self, room: BookableSpace, period: Period) -> str:
        return self.path(room) + self.query(period)


class Stretch(NamedTuple):
    """A stretch of the day as every row shows it that can, or cannot, have the time asked for."""

    begin: str
    until: str
    span: str
    columns: int
    size: str
    query: str
    """Escaped: of the address for what is offered of it where it is free."""
    words: Mapping[str, str]
    """In the reader's language and escaped what stands in it, by what it is in ours."""


Reckoned = Callable[[datetime, datetime, bool], Stretch]


class Slot(NamedTuple):
    kind: str
    label: str
    begin: str
    until: str
    columns: int
    href: str
    """Empty when it leads nowhere."""
    spoken: str
    """A full sentence; empty when the label and the times say the same."""
    size: str


class Row(NamedTuple):
    id: str
    name: str
    sub: str
    href: str
    summary: str
    is_free_now: bool
    slots: list[Slot]


def draw_grid(
    days: Sequence[RoomDay], outlook: Outlook, *, address: Address, grid_id: str = "rooster"
) -> dict[str, Any]:
    """The dict for ``timeline`` and ``day_grid``; rows in the order of ``days``."""
    frame = outlook.frame
    minutes = _column_minutes(days, frame)
    words = {label: escape(text(label)) for label in SENTENCES}

    # many rooms are free or taken at the same times; instants are looked up faster than periods
    @cache
    def stretch(starts_at: datetime, ends_at: datetime, is_free_when_asked: bool) -> Stretch:
        period = Period(starts_at, ends_at)
        length = _minutes(period.duration)
        size = next((size for most, size in SIZES if length <= most), "")
        offer = outlook.offer_in(period, is_free_when_asked=is_free_when_asked)
        return Stretch(show_clock(starts_at), show_clock(ends_at), show_span(period),
                       length // minutes, size, escape(address.query(offer)), words)  # fmt: skip

    return {
        "id": grid_id,
        "caption": text(
            "Rooms on %(day)s, %(span)s", day=show_day(outlook.day), span=show_span(frame)
        ),
        "columns": _columns(frame, minutes),
        "column_minutes": minutes,
        "hours": [
            {"label": show_clock(hour.starts_at), "columns": _columns(hour, minutes)}
            for hour in _hours(frame)
        ],
        "now": _share(frame, outlook.now),
        "now_label": show_time(outlook.now),
        "rows": [_row(seen, stretch, address) for seen in days],
    }


def _row(seen: RoomDay, stretch: Reckoned, address: Address) -> Row:
    href = address(seen.room, seen.asked or seen.first_offer())
    name, path = escape(seen.room.name), escape(address.path(seen.room))
    return Row(
        id=escape(seen.room.number),
        name=name,
        sub=escape(where_and_size(seen)),
        href=escape(href),
        summary=escape(summary(seen)),
        is_free_now=seen.is_free,
        slots=[
            _slot(piece, stretch(piece.period.starts_at, piece.period.ends_at, seen.is_free),
                  name, path)
            for piece in seen.pieces
        ],
    )  # fmt: skip


def where_and_size(seen: RoomDay) -> str:
    """1.14 · 8 people; the level is in the number that is on the door."""
    return f"{seen.room.number} · {seats(seen.room, seen.outlook.day)}"


def seats(room: BookableSpace, day: date) -> str:
    term = room.term_on(day)
    return plural_text("%(count)s person", "%(count)s people", term.capacity if term else 0)


def summary(seen: RoomDay) -> str:
    """In one line: is it free at the time asked for, until when, or when then."""
    if seen.asked is None:
        if not seen.free:
            return text("Not free on this day")
        return text("Free from %(time)s", time=show_time(seen.free[0].starts_at))
    gap = seen.around(seen.asked.starts_at)
    if seen.is_free and gap is not None:
        return text("Free until %(time)s", time=show_time(gap.ends_at))
    later = [gap for gap in seen.free if gap.starts_at >= seen.asked.starts_at]
    if later:
        return text("Taken, free again at %(time)s", time=show_time(later[0].starts_at))
    if seen.free:
        return text("Not free then, but %(span)s", span=show_span(seen.free[-1]))
    return text("Not free on this day")


def _slot(piece: Piece, stretch: Stretch, name: str, path: str) -> Slot:
    """``name`` and ``path`` of the room are escaped."""
    kind, words, href, spoken = piece.kind, stretch.words, "", ""
    title = escape(piece.title) if piece.title else ""
    if kind in OFFERS:
        href = path + stretch.query
        spoken = words[OFFERS[kind]] % {"span": stretch.span, "room": name}
    elif piece.uid:
        href = f"/reserveringen/{piece.uid}"
    if title and kind in {"mine", "pending", "option"}:
        said = {"kind": words[LABELS[kind]], "title": title, "span": stretch.span}
        spoken = words[OWN] % said
    return Slot(
        kind="setup" if piece.is_setup else kind,
        label=title or words[PREPARATION if piece.is_setup else LABELS[kind]],
        begin=stretch.begin,
        until=stretch.until,
        columns=stretch.columns,
        href=href,
        spoken=spoken,
        size=stretch.size,
    )


def _columns(period: Period, minutes: int) -> int:
    return _minutes(period.duration) // minutes


def _column_minutes(days: Iterable[RoomDay], frame: Period) -> int:
    """A quarter, or finer where something begins or ends between quarters."""
    begins = {piece.period.starts_at for seen in days for piece in seen.pieces}
    lengths = [frame.duration, *(begin - frame.starts_at for begin in begins)]
    return gcd(_minutes(QUARTER), *map(_minutes, lengths))


def _minutes(duration: timedelta) -> int:
    return int(duration.total_seconds()) // 60


def _hours(frame: Period) -> Iterator[Period]:
    """The frame cut at full hours of the wall clock; the autumn night has one of them twice."""
    begin = frame.starts_at
    while begin < frame.ends_at:
        to_next = timedelta(minutes=60 - to_local(begin).minute)
        end = min(begin + to_next, frame.ends_at)
        yield Period(begin, end)
        begin = end


def _share(frame: Period, now: datetime) -> float | None:
    """How far the day has gone, 0.0-1.0; None when now lies outside what is drawn."""
    return (now - frame.starts_at) / frame.duration if frame.contains(now) else None
