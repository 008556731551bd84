"""What keeps parts of the day from being those of one day. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from booking.foundation.texts import N_
from booking.spaces.day_parts import DayPart
from booking.spaces.opening import fault_of

NOT_A_PART = frozenset({"dag", "uren"})
"""What addresses call the whole day, and hours of one's own."""

NAMELESS = N_("Give it a name with letters in it.")
RESERVED = N_("Choose another name: this one means the whole day, or hours of one's own.")
TWICE = N_("Another part of the day has this name already.")
BACKWARDS = N_("Choose an end that is later than the begin.")
OVERLAPPING = N_("%(name)s begins before %(before)s has ended. Let the one end first.")


@dataclass(frozen=True, slots=True)
class DayPartFault:
    """What is wrong with one of the parts: at its ``name``, ``begin`` or ``end``."""

    part: DayPart
    at: str
    sentence: str
    before: DayPart | None = None
    """The part that is in the way."""

    @property
    def facts(self) -> dict[str, str]:
        return {"name": self.part.name_nl, "before": self.before.name_nl if self.before else ""}


def faults_in(parts: Sequence[DayPart]) -> list[DayPartFault]:
    """Everything that keeps ``parts`` from being the parts of one day."""
    return [*_own_faults(parts), *_overlaps(parts)]


def _own_faults(parts: Sequence[DayPart]) -> Iterator[DayPartFault]:
    seen = set[str]()
    for part in parts:
        if not part.code:
            yield DayPartFault(part, "name", NAMELESS)
        elif part.code in NOT_A_PART:
            yield DayPartFault(part, "name", RESERVED)
        elif part.code in seen:
            yield DayPartFault(part, "name", TWICE)
        seen.add(part.code)
        if part.end <= part.begin and part.end != time.min:
            yield DayPartFault(part, "end", BACKWARDS)
        elif fault := fault_of((part.begin, part.end)):
            yield DayPartFault(part, "end", fault)


def _overlaps(parts: Sequence[DayPart]) -> Iterator[DayPartFault]:
    """Touching is no overlap: the afternoon may begin when the morning ends."""
    for before, part in pairwise(sorted(parts, key=lambda part: part.begin)):
        if part.begin < before.end or before.end == time.min:
            yield DayPartFault(part, "begin", OVERLAPPING, before)
