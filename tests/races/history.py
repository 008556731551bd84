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

    @property
    def given_back(self) -> "Condition":
        return self._replace(is_held=False)


@dataclass
class History:
    """Filled in by many threads."""

    possible: dict[str, set[Condition]] = field(default_factory=dict)
    """By uid: how it may stand now."""
    perhaps: Counter[Place] = field(default_factory=Counter)
    """What was asked for and may have been given: nobody was told a uid."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reserved(self, uid: str, place: Place) -> None:
        with self._lock:
            self.possible[uid] = {Condition(place)}

    def perhaps_reserved(self, place: Place) -> None:
        with self._lock:
            self.perhaps[place] += 1

    def moved(self, uid: str, place: Place, *, is_certain: bool = True) -> None:
        self._became(uid, Condition(place), is_certain=is_certain)

    def cancelled(self, uid: str, place: Place, *, is_certain: bool = True) -> None:
        self._became(uid, Condition(place).given_back, is_certain=is_certain)

    def _became(self, uid: str, condition: Condition, *, is_certain: bool) -> None:
        with self._lock:
            self.possible[uid] = {condition, *(() if is_certain else self.possible[uid])}

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
