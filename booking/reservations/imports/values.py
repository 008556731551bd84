"""Reservations as another system knows them, and what becomes of each here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from typing_extensions import override

from booking.foundation.errors import Refused
from booking.foundation.formats import show_date, show_span
from booking.foundation.local_time import day_of
from booking.foundation.periods import Period
from booking.foundation.texts import N_, text

LASTS_MAX = timedelta(days=7)
"""So long a reservation lasts at most: for longer, one closes the room."""


class System(StrEnum):
    """From where; with its own number of a reservation, that is known for ever."""

    MRBS = "mrbs"
    LIBREBOOKING = "librebooking"
    ICS = "ics"
    CSV = "csv"


class NotUnderstood(Refused):
    """The file as a whole, not a row of it."""

    code = "import-not-understood"
    sentence = N_("This file is not what it was said to be: no reservations were found in it.")


class Standing(StrEnum):
    """How firm a reservation is over there."""

    FIRM = "firm"
    ASKED = "asked"
    GONE = "gone"


class Fate(StrEnum):
    """What became of a row, or would become of it."""

    TAKEN = "taken"
    HISTORY = "history"
    UPDATED = "updated"
    SAME = "same"
    CHANGED = "changed"
    LEFT_OUT = "left-out"
    REFUSED = "refused"


NOT_DONE = frozenset({Fate.CHANGED, Fate.REFUSED})
"""What somebody has to look at."""


def show_when(period: Period) -> str:
    """With its year: these are of long ago too."""
    return f"{show_date(day_of(period.starts_at))} {show_span(period)}"


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with its facts, for who reads the report; in words only when it is read."""

    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        shown = {name: show_when(fact) if isinstance(fact, Period) else fact
                 for name, fact in self.facts.items()}  # fmt: skip
        return text(self.sentence, **shown)


class Keys(NamedTuple):
    """As those of :class:`Foreign`."""

    key: str
    other_key: str


def keys_in(meeting: str, room: str, *, has_others: bool) -> Keys:
    """Those of a ``meeting`` in ``room``: by itself as long as it has no other rooms.

    So one that goes to another room is the same, and so is each room when another one is added.
    """
    alone, in_room = meeting, f"{meeting}/{room}"
    return Keys(in_room, alone) if has_others else Keys(alone, in_room)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A reservation of another system that can be read."""

    key: str
    """By which that system knows it, each date of a series apart."""
    place: str
    """Where it stands in the file."""
    room: str
    period: Period
    email: str = ""
    person: str = ""
    """What they are called there; where there is no e-mail address, all that is known."""
    title: str = ""
    note: str = ""
    attendee_count: int = 1
    is_private: bool = False
    standing: Standing = Standing.FIRM
    is_tentative: bool = False
    series: str = ""
    """What dates of one series have in common; empty for a single one."""
    partner: str = ""
    came_at: datetime | None = None
    left_at: datetime | None = None
    is_known_to_stay_away: bool = False
    """Whether that system knows that nobody came; most do not know who comes at all."""
    other_key: str = ""
    """By which this room of it was known, if its meeting was in one room and is in more, or was."""

    @property
    def digest(self) -> str:
        """Differs when that system says something else about it."""
        said = (
            self.room, self.period.starts_at.isoformat(), self.period.ends_at.isoformat(),
            self.email, self.person, self.title, self.note, self.attendee_count, self.is_private,
            self.standing, self.partner, self.came_at, self.left_at, self.is_known_to_stay_away,
        )  # fmt: skip
        return sha256(repr(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Unread:
    """A row of which nothing can be made, and why; ``key`` and ``room`` as far as known."""

    place: str
    why: Said
    key: str = ""
    room: str = ""


Rows = Sequence[Foreign | Unread]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: its rows, and what there is to say about the file itself."""

    system: System
    rows: Rows
    remarks: Sequence[Unread] = ()
    room_names: Mapping[str, str] = field(default_factory=dict)
    """How a room is called there, where rows know it by something else."""


class Holder(NamedTuple):
    """Somebody a reservation can be for."""

    id: int
    partner_id: int | None
    is_welcome: bool
    """Not who left, or a partner that is out of its term: they have a past here only."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report."""

    row: Foreign | Unread
    fate: Fate
    said: Sequence[Said] = ()
    uid: str = ""


FATE_WORDS: Mapping[Fate, str] = {
    Fate.TAKEN: N_("taken over"),
    Fate.HISTORY: N_("taken over as history"),
    Fate.UPDATED: N_("changed here too"),
    Fate.SAME: N_("there already"),
    Fate.CHANGED: N_("changed over there"),
    Fate.LEFT_OUT: N_("left out of it"),
    Fate.REFUSED: N_("not taken over"),
}
