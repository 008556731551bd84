"""The plan as Els reads it: who is in the way, what place there is instead, and what to choose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session

from booking.foundation.formats import show_day, show_span
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.web.manage.rehousing.choices import BULK, ON, SEEN, write_seen
from booking.interfaces.web.tickets import state_badge, title_of
from booking.people.queries import names_readable_by
from booking.people.values import Act
from booking.reservations.changes import number_of
from booking.reservations.clashes import reservations_numbered
from booking.reservations.in_words import sentences
from booking.reservations.models import Reservation
from booking.reservations.rehousing.board import ACCESSIBLE
from booking.reservations.rehousing.values import Bulk, Choice, Place, Row, Way, Worth
from booking.reservations.values import ReservationState
from booking.spaces.naming import place_of, spaces_named
from booking.spaces.values import Stock

SHOWN_MAX = 1000
"""For so many one by one; what is left goes as is chosen for all."""
OPEN_MAX = 30
BULKS: dict[Bulk, str] = {
    Bulk.MOVE_OR_KEEP: N_("Move who can get an equal place, keep the others where they are"),
    Bulk.MOVE_OR_CANCEL: N_("Move who can get an equal place, cancel the others"),
    Bulk.CANCEL: N_("Cancel all of them"),
    Bulk.KEEP: N_("Keep all of them where they are"),
}
WITHOUT_PLACES = {Bulk.MOVE_OR_KEEP: Bulk.KEEP, Bulk.MOVE_OR_CANCEL: Bulk.CANCEL}
"""What comes down to something else when nobody can get an equal place."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """One plan on one page."""

    session: Session
    act: Act
    stock: Stock
    rows: Sequence[Row]
    choice: Choice

    def data(self) -> dict[str, Any]:
        """For manage/rehousing/_plan.html and list.html."""
        shown = self.rows[:SHOWN_MAX]
        lines = list(self._lines(shown))
        equal = [line for line in lines if line["is_equal"]]
        equal_count = sum(row.worth is Worth.EQUAL for row in self.rows)
        replaced = {} if equal_count else WITHOUT_PLACES
        bulk = replaced.get(self.choice.bulk, self.choice.bulk)
        return {
            "bulk_field": BULK,
            "bulks": [(b.value, text(words)) for b, words in BULKS.items() if b not in replaced],
            "bulk": {BULK: bulk.value},
            "seen_field": SEEN,
            "seen": write_seen(self.rows),
            "equal": _said_of_equal(equal_count),
            "lines": lines,
            "others": [line for line in lines if not line["is_equal"]],
            "days": _by_day(equal),
            "is_open": len(equal) <= OPEN_MAX,
            "more": len(self.rows) - len(shown),
        }

    def _lines(self, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
        held = {r.id: r for r in reservations_numbered(self.session, [r.number for r in rows])}
        holders = list({row.displaced.holder_id for row in rows})
        names = names_readable_by(self.session, self.act.by, holders)
        for row in rows:
            name = names.get(row.displaced.holder_id, "")
            yield self._line(row, held[row.number], name)

    def _line(self, row: Row, held: Reservation, name: str) -> dict[str, Any]:
        old = self._where(row.displaced.place)
        badge = state_badge(held, self.act.at)
        spaces = [self.stock.spaces[number] for number in row.displaced.wish.space_ids]
        title = title_of(held, spaces, self.act.by)
        is_named = bool(name) and title == spaces_named(spaces)
        return {
            "field": f"{ON}{number_of(held)}",
            "href": f"/reserveringen/{held.uid}",
            "title": name if is_named else title,
            "who": "" if is_named else name,
            "day": day_of(held.starts_at),
            "when": show_span(held.period),
            "old": old,
            "new": self._new(row),
            "notes": list(self._notes(row)),
            "badge": None if held.state is ReservationState.CONFIRMED else badge,
            "is_equal": row.worth is Worth.EQUAL,
            "options": list(self._options(row)),
            "chosen": self.choice.ways.get(row.number, ""),
            "way": self.choice.way_of(row).value,
        }

    def _where(self, place: Place) -> str:
        spaces = [self.stock.spaces[number] for number in place.space_ids]
        return place_of(spaces, stock=self.stock, day=day_of(place.period.starts_at))

    def _new(self, row: Row) -> str:
        if row.place is None:
            return ""
        where = self._where(row.place)
        return f"{show_span(row.place.period)}, {where}" if row.worth is Worth.OTHER_TIME else where

    def _notes(self, row: Row) -> Iterator[str]:
        if row.displaced.is_running:
            yield text("It runs now, so it stays.")
        elif row.place is None:
            yield text("There is no other place for it on this day.")
        if row.worth is Worth.OTHER_TIME:
            yield text("There is no place at the same time.")
        if row.lacks:
            yield text("Not there: %(what)s.", what=", ".join(sorted(map(self._called, row.lacks))))
        for sentence in sentences(row.overruled):
            yield text("You overrule a house rule: %(rule)s", rule=sentence)

    def _called(self, code: str) -> str:
        if code == ACCESSIBLE:
            return text("accessible")
        known = self.stock.equipment.get(code)
        return known.name.lower() if known else code

    def _options(self, row: Row) -> Iterator[tuple[str, str]]:
        yield "", text("As chosen for all")
        if row.displaced.is_running:
            return
        if row.place is not None:
            yield Way.MOVE.value, text("Move to %(place)s", place=self._new(row))
        yield Way.CANCEL.value, text("Cancel")
        yield Way.KEEP.value, text("Keep where it is")


def _said_of_equal(count: int) -> str:
    if not count:
        return text("An equal place is free for none of them.")
    return plural_text("An equal place is free for %(count)s of them.",
                       "An equal place is free for %(count)s of them.", count)  # fmt: skip


def _by_day(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"day": show_day(day), "lines": list(found)}
        for day, found in groupby(lines, key=lambda line: line["day"])
    ]
