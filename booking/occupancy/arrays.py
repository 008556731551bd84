"""The facts of some days as numpy arrays, pure: what every measure of a slice is reckoned from.

A year of a building with 5 million reservations in ten years is half a million lines; no step
here is per line in Python. Minutes are of the day, from local midnight (sheet.py).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from booking.foundation.local_time import local_day
from booking.occupancy.first_lines import kept_lines
from booking.occupancy.records import (
    HOUSE,
    LINES,
    Bools,
    Ints,
    Pieces,
    clip,
    copied,
    joined,
    keys_of,
)
from booking.occupancy.sheet import KINDS, PARTIES, Fate, Hours, SheetRow
from booking.people.values import PartnerKind
from booking.spaces.values import SpaceKind

MINUTES_A_DAY = 1440
CLOCKS_CHANGE_BEFORE = 180
"""In minutes of the wall clock: later times of such a day come an hour sooner or later."""


@dataclass(frozen=True)
class DayArrays:
    """Some spaces on some days. ``*_day`` are positions in ``days`` (ordinals, in order).

    ``house`` has a record for each stretch that a space was open, and one without minutes for a
    space that was shut all day; ``lines`` has one for each reservation in one space.
    """

    days: Ints
    house: Ints
    house_day: Ints
    lines: Ints
    line_day: Ints
    person_counts: Ints
    staff_counts: Ints

    @property
    def is_empty(self) -> bool:
        return not len(self.days)

    @cached_property
    def open_minutes(self) -> Ints:
        """Of each record of the house."""
        found: Ints = self.house["end"].astype(np.int64) - self.house["begin"]
        return found

    @cached_property
    def _columns(self) -> dict[str, Ints]:
        return {}

    def column(self, name: str) -> Ints:
        """Of each line one field: side by side, not a record apart; laid out once."""
        if name not in self._columns:
            self._columns[name] = np.ascontiguousarray(self.lines[name])
        return self._columns[name]

    @cached_property
    def open_days(self) -> Ints:
        """Positions of the days on which something was open."""
        return np.flatnonzero(np.bincount(self.house_day[self.open_minutes > 0]))

    @cached_property
    def held(self) -> Pieces:
        return self._pieces(self.column("begin"), self.column("held_end"))

    @cached_property
    def used(self) -> Pieces:
        return self._pieces(self.column("used_begin"), self.column("used_end"))

    @cached_property
    def given_back(self) -> Pieces:
        """From the moment that a place was given back to the end that was asked for."""
        held_end = np.maximum(self.column("held_end"), self.column("begin"))
        return self._pieces(held_end, self.column("end"))

    def has(self, fate: Fate) -> Bools:
        """Of each line whether all of ``fate`` is true of it."""
        found: Bools = (self.column("fate") & int(fate)) == int(fate)
        return found

    def house_of_lines(self, name: str) -> Ints:
        """Of each line what its space was that day: its zone, its capacity, its own number.

        0 where the space was not there.
        """
        return self._of_records(self._sorted_house[name].astype(np.int64))

    @cached_property
    def line_capacity(self) -> Ints:
        """Of each line how many seats its space had that day; 0 where it was not there."""
        return self.house_of_lines("capacity")

    def _of_records(self, values: Ints) -> Ints:
        """Of each line what is said of the first record of its space in the sorted house; else 0.

        All records of a space on a day are alike in what is asked for here.
        """
        there = self._record_count > 0
        if there.all():
            return values.take(self._first_record)
        found = np.zeros(len(there), dtype=values.dtype)
        found[there] = values.take(self._first_record.compress(there))
        return found

    def _pieces(self, begin: Ints, end: Ints) -> Pieces:
        """Cut to the hours in which the space was open; a space may open more than once a day."""
        house, low = self._sorted_house, self._first_record
        counts = np.where(end > begin, self._record_count, 0)
        if counts.max(initial=0) <= 1:
            line = np.flatnonzero(counts)
            record = low.take(line)
        else:
            line = np.repeat(np.arange(len(counts)), counts)
            within = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
            record = low.take(line) + within
        from_minute = np.maximum(begin.take(line), house["begin"].take(record)).astype(np.int64)
        until = np.minimum(end.take(line), house["end"].take(record)).astype(np.int64)
        real = from_minute < until
        if real.all():
            return Pieces(line, from_minute, until)
        return Pieces(*(it.compress(real) for it in (line, from_minute, until)))

    @cached_property
    def _order(self) -> Ints:
        keys = keys_of(self.house_day, self.house["space"]) << 16 | self.house["begin"]
        return np.argsort(keys, kind="stable")  # of what is nearly in order: as a day was counted

    @cached_property
    def _sorted_house(self) -> Ints:
        return self.house.take(self._order)

    @cached_property
    def line_keys(self) -> Ints:
        return keys_of(self.line_day, self.column("space"))

    @cached_property
    def _records(self) -> tuple[Ints, Ints]:
        """Of each line how many records its space has that day, and which is the first of them.

        By a table of every space on every day, which is far smaller than the lines are many.
        """
        house, lines = self.house["space"], self.column("space")
        width = 1 + max(house.max(initial=0), lines.max(initial=0))
        counts = np.bincount(self.house_day * width + house, minlength=len(self.days) * width)
        place = self.line_day * width + lines
        return counts.take(place), (np.cumsum(counts) - counts).take(place)

    @property
    def _first_record(self) -> Ints:
        """Of each line the first record of its space in the sorted house."""
        return self._records[1]

    @property
    def _record_count(self) -> Ints:
        """Of each line how many records its space has that day; 0 where it was not there."""
        return self._records[0]

    def of_days(self, keep: Bools) -> "DayArrays":
        """Only the days that are kept, by their position."""
        if keep.all():
            return self
        renumbered = np.cumsum(keep) - 1
        house, lines = keep[self.house_day], keep[self.line_day]
        return DayArrays(
            self.days[keep],
            self.house.compress(house), renumbered.take(self.house_day.compress(house)),
            self.lines.compress(lines), renumbered.take(self.line_day.compress(lines)),
            self.person_counts[keep], self.staff_counts[keep],
        )  # fmt: skip

    def of_weekdays(self, weekdays: Collection[int]) -> "DayArrays":
        """0 is Monday; none at all means every day."""
        if not weekdays:
            return self
        return self.of_days(np.isin((self.days + 6) % 7, list(weekdays)))

    def of_spaces(
        self,
        *,
        kind: SpaceKind | None = None,
        zone_ids: Collection[int] | None = None,
        space_ids: Collection[int] | None = None,
    ) -> "DayArrays":
        """Only these spaces, as they were on each day, and what happened in them."""
        keep = np.ones(len(self.house), dtype=bool)
        if kind is not None:
            keep &= self.house["kind"] == KINDS.index(kind)
        if zone_ids is not None:
            keep &= np.isin(self.house["zone"], list(zone_ids))
        if space_ids is not None:
            keep &= np.isin(self.house["space"], list(space_ids))
        lines = self._of_records(keep.take(self._order))
        return replace(self, house=self.house.compress(keep),
                       house_day=self.house_day.compress(keep),
                       lines=kept_lines(self.lines, self.line_day, lines),
                       line_day=self.line_day.compress(lines))  # fmt: skip

    def of_lines(self, keep: Bools) -> "DayArrays":
        """The same house with only some of what happened in it."""
        return replace(self, lines=kept_lines(self.lines, self.line_day, keep),
                       line_day=self.line_day.compress(keep))  # fmt: skip

    def of_parties(self, parties: Iterable[PartnerKind | None]) -> "DayArrays":
        return self.of_lines(
            np.isin(self.column("party"), [PARTIES.index(party) for party in parties])
        )

    def between(self, begins: int, ends: int, *, as_opened: bool = True) -> "DayArrays":
        """Only the minutes between two times of the wall clock (minutes after midnight).

        A reservation counts in every part of the day of which it asked for a minute, not only in
        that in which it begins. With ``as_opened`` the hours that spaces were open within it;
        without, all of it, for each space that was open at all that day: the office hours that
        others reckon with.
        """
        lengths = np.array([day_minutes(int(day)) for day in self.days])
        low, high = (_elapsed(lengths, wall) for wall in (begins, ends))
        house, lines = copied(self.house), copied(self.lines)
        clip(house, ("begin", "end"), low[self.house_day], high[self.house_day])
        house_day = self.house_day
        if not as_opened:
            house, house_day = self._opened_from(low, high)
        for pair in (("begin", "end"), ("begin", "held_end"), ("used_begin", "used_end")):
            clip(lines, pair, low[self.line_day], high[self.line_day])
        asked_none = self.column("begin") >= self.column("end")
        return replace(self, house=house, house_day=house_day, lines=lines).of_lines(
            asked_none | (lines["begin"] < lines["end"])
        )

    def _opened_from(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """One record for each space of a day: from ``low`` to ``high``, or shut as it was.

        A divided room that was something else for a while was open in its own minutes alone.
        """
        divided = self.house["hours"] == int(Hours.OPEN)
        house, house_day = self.house.compress(divided), self.house_day.compress(divided)
        clip(house, ("begin", "end"), low[house_day], high[house_day])
        whole, day = self._widened(~divided, low, high)
        return np.concatenate([house, whole]), np.concatenate([house_day, day])

    def _widened(self, some: Bools, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        house, house_day = self.house.compress(some), self.house_day.compress(some)
        keys, first, number = np.unique(keys_of(house_day, house["space"]),
                                        return_index=True, return_inverse=True)  # fmt: skip
        minutes = self.open_minutes[some]
        was_open = np.bincount(number, weights=minutes, minlength=len(keys)) > 0
        house, house_day = house.take(first), house_day.take(first)
        house["begin"] = np.where(was_open, low[house_day], 0)
        house["end"] = np.where(was_open, high[house_day], 0)
        return house, house_day


def _elapsed(lengths: Ints, wall: int) -> Ints:
    """Minutes since midnight at a time of the wall clock, by the length of the day."""
    if wall < CLOCKS_CHANGE_BEFORE:
        return np.full(len(lengths), wall)
    return wall + lengths - MINUTES_A_DAY


def day_minutes(day: int) -> int:
    """1380, 1440 or 1500."""
    whole = local_day(date.fromordinal(day))
    return int((whole.ends_at - whole.starts_at).total_seconds()) // 60


def arrays_of(sheets: Sequence[SheetRow]) -> DayArrays:
    """``sheets`` of one building, one a day."""
    in_order = sorted(sheets, key=lambda it: it.day)
    house, house_day = joined([it.house for it in in_order], HOUSE)
    lines, line_day = joined([it.lines for it in in_order], LINES)
    is_open = (house["hours"] & int(Hours.OPEN)) > 0
    return DayArrays(
        days=np.array([it.day for it in in_order], dtype=np.int64),
        house=house.compress(is_open), house_day=house_day.compress(is_open),
        lines=lines, line_day=line_day,
        person_counts=np.array([it.person_count for it in in_order], dtype=np.int64),
        staff_counts=np.array([it.staff_count for it in in_order], dtype=np.int64),
    )  # fmt: skip
