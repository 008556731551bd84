"""The parts of the day (dagdelen) in which desks and rooms are often held."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class DayPart:
    """From a time on the wall clock until another; until 00:00 is midnight at the day's end."""

    name_nl: str
    name_en: str
    begin: time
    end: time
    valid_from: date = date.min
    valid_until: date | None = None

    @property
    def code(self) -> str:
        """Its name in addresses and forms, whatever the language of who looks."""
        plain = unicodedata.normalize("NFKD", self.name_nl).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    @property
    def hours(self) -> str:
        """08:00–12:30; until midnight is 24:00."""
        return f"{self.begin:%H:%M}–{'24:00' if self.end == time.min else f'{self.end:%H:%M}'}"


@dataclass(frozen=True, slots=True)
class DayParts:
    """All that were ever set, and are planned."""

    every: tuple[DayPart, ...] = ()

    def on(self, day: date) -> list[DayPart]:
        """Those of ``day``, the earliest first."""
        return sorted((p for p in self.every if p.holds_on(day)), key=lambda part: part.begin)

    def next_change(self, day: date) -> date | None:
        """The first day after ``day`` on which others hold, as far as is planned."""
        edges = {edge for p in self.every for edge in (p.valid_from, p.valid_until) if edge}
        return min((edge for edge in edges if edge > day), default=None)
