"""The house in a few lines: who has what, what is closed, what time it is.

Shares nothing with the rules under test but the notion of a period.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from booking.foundation.periods import Period

GRAIN = timedelta(minutes=15)
# what each place is made of, and the time around it
PARTS = {"linde": "AB", "linde_a": "A", "linde_b": "B", "beuk": "C", "raadzaal": "R", "D1": "1",
         "D2": "2"}  # fmt: skip
BUFFER = {"raadzaal": timedelta(minutes=30)}
DESKS, NEEDS_APPROVAL, HOLDING = {"D1", "D2"}, {"raadzaal"}, {"requested", "confirmed"}


@dataclass
class Known:
    """A reservation as the model knows it."""

    place: str
    starts_at: datetime
    ends_at: datetime
    state: str
    holder: str = "fatima"
    is_checked_in: bool = False
    is_ended: bool = False
    series: str = ""
    day: date | None = None
    """Which date of its series it is, wherever it was moved to."""

    def stands_at(self, other: "Known") -> bool:
        theirs = other.place, other.starts_at, other.ends_at
        return (self.place, self.starts_at, self.ends_at) == theirs

    @property
    def holds(self) -> Period | None:
        if self.state not in HOLDING:
            return None
        buffer = BUFFER.get(self.place, timedelta(0))
        return Period(self.starts_at - buffer, self.ends_at + buffer)


@dataclass
class KnownSeries:
    """What each of its days has that has nothing of its own."""

    place: str
    quarter: int
    length: int
    days: list[date]
    """All of its rule, also those that could not be had."""


@dataclass
class Model:
    """Says who can have what."""

    now: datetime
    known: dict[str, Known] = field(default_factory=dict)
    series: dict[str, KnownSeries] = field(default_factory=dict)
    closed: list[tuple[str, Period]] = field(default_factory=list)

    def can_have(self, wanted: Known, *, but: str = "", old: Known | None = None) -> bool:
        """``but`` is the uid of the reservation that would become it, ``old`` what it is now."""
        period = Period(wanted.starts_at, wanted.ends_at)
        old = old or self.known.get(but)
        in_time = wanted.starts_at + GRAIN > self.now
        if wanted.place in NEEDS_APPROVAL and (old is None or old.state == "requested"):
            in_time = wanted.starts_at >= self.now + GRAIN  # so that somebody can answer
        if old is not None and old.starts_at == wanted.starts_at:
            in_time = True
        return (
            in_time
            and not any(_share(place, wanted.place) and closure.overlaps(period)
                        for place, closure in self.closed)
            and not any(self._is_in_the_way(other, wanted)
                        for uid, other in self.known.items() if uid != but)
        )  # fmt: skip

    def who_can_move(self, wanted: Mapping[str, Known]) -> set[str]:
        """Of who all want something else at once, by uid; who cannot stays, in others' way."""
        movers = set(wanted)
        while True:
            rest = {uid: known for uid, known in self.known.items() if uid not in movers}
            trial = replace(self, known=rest)
            for uid in (uid for uid in wanted if uid in movers):
                if trial.can_have(wanted[uid], old=self.known[uid]):
                    trial.known[uid] = wanted[uid]
            if movers <= trial.known.keys():
                return movers
            movers &= trial.known.keys()

    def is_there(self, known: Known) -> bool:
        """Who asks for what is about to begin has come."""
        return known.state == "confirmed" and known.starts_at - GRAIN <= self.now

    def grace_over(self, known: Known) -> datetime:
        return min(known.starts_at + GRAIN, known.ends_at)

    def _is_in_the_way(self, other: Known, wanted: Known) -> bool:
        if other.holds is None:
            return False
        buffer = BUFFER.get(wanted.place, timedelta(0))
        held = Period(wanted.starts_at - buffer, wanted.ends_at + buffer)
        if _share(other.place, wanted.place) and other.holds.overlaps(held):
            return True
        both_desks = other.place in DESKS and wanted.place in DESKS
        at_once = Period(other.starts_at, other.ends_at).overlaps(
            Period(wanted.starts_at, wanted.ends_at)
        )
        return both_desks and other.holder == wanted.holder and not other.is_ended and at_once


def _share(one: str, another: str) -> bool:
    return bool(set(PARTS[one]) & set(PARTS[another]))
