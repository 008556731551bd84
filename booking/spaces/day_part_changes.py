"""Saying which parts a day has, from a day on."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from booking.foundation.errors import Refused
from booking.foundation.texts import N_
from booking.people.acts import write_down
from booking.people.values import Act
from booking.spaces import models
from booking.spaces.day_part_rules import faults_in
from booking.spaces.day_parts import DayPart
from booking.spaces.operations import begin_change
from booking.spaces.queries import day_parts_stored


class DayPartsImpossible(Refused):
    code = "day-parts-impossible"
    sentence = N_("A day cannot have these parts. Look at the names and the times again.")


def set_day_parts(session: Session, act: Act, parts: Sequence[DayPart], *, begins: date) -> None:
    """A day has these parts, or none, from ``begins`` until others that are planned.

    Raises PastStays and :class:`DayPartsImpossible`.
    """
    begin_change(session, act, from_day=begins)
    if faults := faults_in(parts):
        raise DayPartsImpossible(faults[0].sentence)
    known = day_parts_stored(session)
    until, before = known.next_change(begins), known.on(begins)
    _end_those_of(session, begins)
    session.add_all(
        models.DayPart(name_nl=part.name_nl, name_en=part.name_en, begins=part.begin,
                       ends=part.end, valid_from=begins, valid_until=until)
        for part in parts
    )  # fmt: skip
    session.flush()
    write_down(session, act, "day-parts-set", ("house_rules", "day_parts"),
               before={"parts": _written(before)},
               after={"parts": _written(parts), "from": begins.isoformat()})  # fmt: skip


def _end_those_of(session: Session, day: date) -> None:
    table = models.DayPart
    running = select(table).where(
        table.valid_from <= day,
        col(table.valid_until).is_(None) | (col(table.valid_until) > day),
    )
    for row in session.exec(running):
        if row.valid_from == day:
            session.delete(row)
        else:
            row.valid_until = day


def _written(parts: Sequence[DayPart]) -> list[str]:
    return [f"{part.name_nl} {part.hours}" for part in parts]
