"""What people did and what they were told, and whether what is stored can have come of it.

A step that was answered did happen or did not, as the answer said. One whose answer never
came may have happened or not: both are possible from there on. Each reservation is changed by
one person, one step at a time; people meet on the places.
"""

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Place(NamedTuple):
    """What a reservation holds, as far as the person chose it: a room, a day, a time."""

    room: str
    day: str
    begin: str


class Condition(NamedTuple):
    """How a reservation stands."""

    place: Place
    is_held: bool = True
    is_asked: bool = False
    """Held while it waits for an answer."""

    @property
    def given_back(self) -> "Condition":
        return self._replace(is_held=False, is_asked=False)


Dates = frozenset[Place]
"""What a series holds that was asked for as a whole."""
NOTHING: Dates = frozenset()


@dataclass
class History:
    """Filled in by many threads."""

    possible: dict[str, set[Condition]] = field(default_factory=dict)
    """By uid: how it may stand now."""
    perhaps: Counter[Place] = field(default_factory=Counter)
    """What was asked or waited for and may have been given: nobody was told a uid."""
    series: dict[str, set[Dates]] = field(default_factory=dict)
    """By uid: what it may hold now."""
    perhaps_series: Counter[Dates] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserved(self, uid: str, place: Place, *, is_asked: bool = False) -> None:
        with self._lock:
            self.possible[uid] = {Condition(place, is_asked=is_asked)}

    def perhaps_reserved(self, place: Place) -> None:
        with self._lock:
            self.perhaps[place] += 1

    def taken(self, uid: str, place: Place) -> None:
        """By who waited for it."""
        with self._lock:
            self.perhaps[place] -= 1
            self.possible[uid] = {Condition(place)}

    def moved(self, uid: str, place: Place, *, is_certain: bool = True) -> None:
        self._became(uid, Condition(place), is_certain=is_certain)

    def cancelled(self, uid: str, place: Place, *, is_certain: bool = True) -> None:
        self._became(uid, Condition(place).given_back, is_certain=is_certain)

    def approved(self, uid: str, place: Place, *, is_certain: bool = True) -> None:
        self._became(uid, Condition(place), is_certain=is_certain)

    def repeated(self, uid: str, dates: Dates) -> None:
        """As a series with this uid."""
        with self._lock:
            self.series[uid] = {dates}

    def stopped(self, uid: str, *, is_certain: bool = True) -> None:
        """All of a series was given back."""
        with self._lock:
            self.series[uid] = {NOTHING, *(() if is_certain else self.series[uid])}

    def rescheduled(self, uid: str, dates: Dates, *, is_certain: bool = True) -> None:
        """All of a series holds something else."""
        with self._lock:
            self.series[uid] = {dates, *(() if is_certain else self.series[uid])}

    def perhaps_repeated(self, dates: Dates) -> None:
        with self._lock:
            self.perhaps_series[dates] += 1

    def _became(self, uid: str, condition: Condition, *, is_certain: bool) -> None:
        with self._lock:
            self.possible[uid] = {condition, *(() if is_certain else self.possible[uid])}

    def series_faults(self, stored: Mapping[str, Dates]) -> list[str]:
        """Everything in ``stored``, by uid, that is not a whole series somebody asked for."""
        found = [f"series {uid} holds {stored.get(uid)}, not one of {possible}"
                 for uid, possible in self.series.items()
                 if stored.get(uid, NOTHING) not in possible]  # fmt: skip
        unasked = Counter(dates for uid, dates in stored.items() if uid not in self.series)
        found += [f"series from nowhere: {set(dates)}" for dates, count in unasked.items()
                  if count > self.perhaps_series[dates]]  # fmt: skip
        return found

    def faults(self, stored: Mapping[str, Condition]) -> list[str]:
        """Everything in ``stored``, by uid, that cannot have come of what was done."""
        found = [f"lost: {uid}" for uid in self.possible if uid not in stored]
        unasked: dict[Place, int] = defaultdict(int)
        for uid, condition in stored.items():
            if uid not in self.possible:
                unasked[condition.place] += 1
            elif condition not in self.possible[uid]:
                found.append(f"{uid} is {condition}, not one of {self.possible[uid]}")
        found += [f"from nowhere: {count} at {place}" for place, count in unasked.items()
                  if count > self.perhaps[place]]  # fmt: skip
        return found
