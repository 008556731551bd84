"""A file that is about to be taken over, as its pages show it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from booking.foundation.rows import Change, Fate, Row, RowsRefused, Taken
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, text
from booking.interfaces.taking_over import PEOPLE, ROUNDS, SPACES, FileKind
from booking.interfaces.web.manage.importing import columns
from booking.people.permissions import NotThere, may
from booking.people.values import Act, Principal
from booking.reservations.rehousing.operations import change_house
from booking.reservations.rehousing.values import Choice

HERE = "/beheer/overnemen"
LINES_SHOWN_MAX = 500
FATES: dict[Fate, str] = {
    Fate.ADDED: N_("Is added"),
    Fate.CHANGED: N_("Changes"),
    Fate.SAME: N_("Stays the same"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """A kind of file as the web names it."""

    name: str
    kind: FileKind
    title: str
    text: str
    sign: str
    columns: dict[str, str]

    @property
    def address(self) -> str:
        return f"{HERE}/{self.name}"

    @property
    def is_of_the_house(self) -> bool:
        """Whether reservations may no longer fit by it."""
        return self.kind is SPACES

    def take_over(
        self, session: Session, act: Act, rows: Sequence[Row], settings: Settings, choice: Choice
    ) -> None:
        """All of it, and to each reservation in its way what was chosen. Raises RowsRefused."""

        def work() -> object:
            return self.kind.take_over(session, act, rows, settings)

        if self.is_of_the_house:
            change_house(session, act, work, choice)
        else:
            work()

    def shown(self) -> dict[str, str]:
        return {"url": self.address, "name": self.name, "title": text(self.title),
                "text": text(self.text), "sign": self.sign}  # fmt: skip


DOORS = {
    door.name: door
    for door in (
        Door("plekken", SPACES, N_("Take desks and rooms over"),
             N_("Desks and rooms with their floor, zone, seats and what they have."), "door",
             columns.SPACES),
        Door("mensen", PEOPLE, N_("Take people over"),
             N_("Staff with their team, and contacts of partners. Nobody is removed."), "users",
             columns.PEOPLE),
        Door("tellingen", ROUNDS, N_("Take counted rounds over"),
             N_("What was seen on an earlier survey: used, left for a while or empty, by place."),
             "eye", columns.ROUNDS),
    )
}  # fmt: skip


def doors_for(viewer: Principal) -> list[Door]:
    return [door for door in DOORS.values() if may(viewer, door.kind.action)]


def door_for(viewer: Principal, name: str) -> Door:
    """Raises :class:`NotThere`: no such kind of file, or not for this person."""
    for door in doors_for(viewer):
        if door.name == name:
            return door
    raise NotThere(f"no files of {name!r} for {viewer.id}")


def lines_shown(taken: Sequence[Taken]) -> dict[str, Any]:
    """What would become of each line: first what is new or changes, in the order of the file."""
    counted = Counter(line.fate for line in taken)
    ordered = sorted(taken, key=lambda line: (line.fate is Fate.SAME, line.line))
    return {
        "counts": {fate.value: counted[fate] for fate in Fate},
        "columns": [
            {"label": text("Line")}, {"label": text("Known by")},
            {"label": text("Name")}, {"label": text("What happens")},
            {"label": text("What changes")},
        ],
        "rows": [{"cells": _cells(line)} for line in ordered[:LINES_SHOWN_MAX]],
        "more": max(0, len(taken) - LINES_SHOWN_MAX),
    }  # fmt: skip


def _cells(line: Taken) -> list[object]:
    changes = line.changes if line.fate is Fate.CHANGED else ()
    said = "; ".join(_said(change) for change in changes)
    return [line.line, line.key, line.name, text(FATES[line.fate]), said]


def _said(change: Change) -> str:
    return text(
        "%(heading)s: %(before)s becomes %(after)s",
        heading=change.heading,
        before=change.before or text("(empty)"),
        after=change.after or text("(empty)"),
    )


def mistakes_shown(refusal: RowsRefused) -> dict[str, Any]:
    shown = refusal.mistakes[:LINES_SHOWN_MAX]
    return {
        "count": len(refusal.mistakes),
        "columns": [
            {"label": text("Line")}, {"label": text("Column")},
            {"label": text("What is wrong")},
        ],
        "rows": [{"cells": [m.line, m.heading, text(m.sentence, **m.facts)]} for m in shown],
        "more": len(refusal.mistakes) - len(shown),
    }  # fmt: skip
