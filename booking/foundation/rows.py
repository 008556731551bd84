"""Rows of a spreadsheet, read with all their mistakes at once; pure.

A file is taken over whole or not at all, so people need every mistake, with its line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeVar

from typing_extensions import override

from booking.foundation.errors import Refused
from booking.foundation.lines import one_line
from booking.foundation.texts import N_, text

T = TypeVar("T")

LENGTH_MAX = 200
YES_NO = {"ja": True, "nee": False, "yes": True, "no": False, "": False}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one cell; ``line`` as the spreadsheet counts them, headings are line 1."""

    line: int
    heading: str
    sentence: str
    facts: Mapping[str, object]

    @override
    def __str__(self) -> str:
        said = text(self.sentence, **self.facts)
        return text(N_("Line %(line)s, %(heading)s: %(said)s"), line=self.line,
                    heading=self.heading, said=said)  # fmt: skip


class Fate(StrEnum):
    """What became of a line, or would become of it."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


class Change(NamedTuple):
    """One cell that says something else than the house knew, in the words of the file."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that was taken over. ``key``: the number or address by which the thing is known."""

    line: int
    key: str
    name: str
    fate: Fate
    changes: tuple[Change, ...] = ()


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two pictures of a thing, by heading; ``after`` says in which order."""
    return tuple(
        Change(heading, before.get(heading, ""), words)
        for heading, words in after.items()
        if before.get(heading, "") != words
    )


class RowsRefused(Refused):
    """Nothing of the file was taken over."""

    code = "rows-refused"
    sentence = N_("Nothing was taken over: there are mistakes in the file.")

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{m.line} {m.heading}" for m in self.mistakes))


class Row:
    """One line of a spreadsheet; what cannot be read is remembered in ``mistakes``."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self.mistakes: list[Mistake] = []
        self._cells = cells

    def wrong(self, heading: str, sentence: str, **facts: object) -> None:
        self.mistakes.append(Mistake(self.line, heading, sentence, facts))

    def words(self, heading: str, *, otherwise: str | None = None) -> str:
        """The cell as one line of text; it must be filled unless ``otherwise`` is given."""
        found = one_line(self._cells.get(heading, ""))
        if not found and otherwise is None:
            self.wrong(heading, N_("this must be filled in."))
        if len(found) > LENGTH_MAX:
            self.wrong(heading, N_("at most %(count)s characters."), count=LENGTH_MAX)
        return found or otherwise or ""

    def number(self, heading: str, *, least: int, most: int, otherwise: int | None = None) -> int:
        found = self.words(heading, otherwise=None if otherwise is None else str(otherwise))
        if found and not (found.lstrip("-").isdecimal() and least <= int(found) <= most):
            self.wrong(heading, N_("a whole number from %(least)s to %(most)s."),
                       least=least, most=most)  # fmt: skip
            return least
        return int(found or least)

    def choice(self, heading: str, words: Mapping[str, T], *, otherwise: str | None = None) -> T:
        """What the word in the cell stands for."""
        found = self.words(heading, otherwise=otherwise).lower()
        if found not in words:
            if found or otherwise is not None:
                self.wrong(heading, N_("one of: %(words)s."), words=", ".join(filter(None, words)))
            return next(iter(words.values()))
        return words[found]

    def choices(self, heading: str, words: Mapping[str, T]) -> tuple[T, ...]:
        """Words separated by commas, each with its meaning; none is fine."""
        found = [word.strip().lower() for word in self.words(heading, otherwise="").split(",")]
        if any(word and word not in words for word in found):
            self.wrong(heading, N_("one of: %(words)s."), words=", ".join(words))
        return tuple(words[word] for word in found if word in words)

    def day(self, heading: str, *, otherwise: date) -> date:
        found = self.words(heading, otherwise=otherwise.isoformat())
        try:
            return date.fromisoformat(found)
        except ValueError:
            self.wrong(heading, N_("a date as 2026-11-26."))
            return otherwise


def refuse_twins(rows: Iterable[tuple[Row, str]], heading: str) -> None:
    """Remember a mistake in each row whose key was in a row before it."""
    seen: dict[str, int] = {}
    for row, key in rows:
        if key and key in seen:
            row.wrong(heading, N_("this is on line %(line)s as well."), line=seen[key])
        seen.setdefault(key, row.line)


def require_right(rows: Iterable[Row]) -> None:
    """Raise :class:`RowsRefused` with every mistake."""
    mistakes = [mistake for row in rows for mistake in row.mistakes]
    if mistakes:
        raise RowsRefused(mistakes)
