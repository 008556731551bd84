"""Files of spaces, people and counted rounds: what they say, who takes them; for every door."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, select
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it brings no types

from booking.foundation.local_time import day_of
from booking.foundation.rows import Row, Taken
from booking.foundation.settings import Settings
from booking.occupancy.rounds import import_rows as rounds_rows
from booking.occupancy.rounds.taking_over import take_over_sights
from booking.people import import_rows as people_rows
from booking.people.permissions import Action
from booking.people.taking_over import take_over_people
from booking.people.values import Act, Sharing
from booking.reservations.buffers import apply_buffers
from booking.spaces import import_rows as spaces_rows
from booking.spaces.equipment import EQUIPMENT, equipment_words
from booking.spaces.models import Equipment
from booking.spaces.queries import current_stock
from booking.spaces.taking_over import take_over_spaces

COLUMN_WIDTH = 18  # in characters


@dataclass(frozen=True, slots=True)
class FileKind:
    """``take_over`` does it in the transaction of the door, and raises RowsRefused or does all."""

    action: Action
    headings: Sequence[str]
    example: Sequence[str]
    take_over: Callable[[Session, Act, Sequence[Row], Settings], list[Taken]]


def _take_over_spaces(
    session: Session, act: Act, rows: Sequence[Row], _settings: Settings
) -> list[Taken]:
    names = {code: name for code, (name, _icon) in EQUIPMENT.items()}
    names |= dict(session.exec(select(Equipment.code, Equipment.name)).all())
    words = equipment_words(names)
    found = spaces_rows.read_spaces(rows, today=day_of(act.at), equipment=words)
    before = current_stock(session)
    taken = take_over_spaces(session, act, found)
    apply_buffers(session, act, before)
    return taken


def _take_over_people(
    session: Session, act: Act, rows: Sequence[Row], settings: Settings
) -> list[Taken]:
    found = people_rows.read_people(rows)
    return take_over_people(session, act, found, sharing=Sharing(settings.sharing_at_first))


def _take_over_rounds(
    session: Session, act: Act, rows: Sequence[Row], _settings: Settings
) -> list[Taken]:
    found = rounds_rows.read_sights(rows, current_stock(session), now=act.at)
    return take_over_sights(session, act, found)


SPACES = FileKind(Action.MANAGE_HOUSE, spaces_rows.HEADINGS, spaces_rows.EXAMPLE, _take_over_spaces)
PEOPLE = FileKind(
    Action.MANAGE_PEOPLE, people_rows.HEADINGS, people_rows.EXAMPLE, _take_over_people
)
ROUNDS = FileKind(Action.COUNT_ROUNDS, rounds_rows.HEADINGS, rounds_rows.EXAMPLE, _take_over_rounds)


def example_csv(kind: FileKind) -> bytes:
    """With a byte order mark, or Excel errs; and the semicolon it expects in the Netherlands."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";").writerows([kind.headings, kind.example])
    return target.getvalue().encode("utf-8-sig")


def example_xlsx(kind: FileKind) -> bytes:
    """Every column is text: a spreadsheet makes 1.1 of the number 1.10."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        as_text = workbook.add_format({"num_format": "@"})
        as_heading = workbook.add_format({"num_format": "@", "bold": True})
        sheet.set_column(0, len(kind.headings) - 1, COLUMN_WIDTH, as_text)
        sheet.freeze_panes(1, 0)
        for column, (heading, cell) in enumerate(zip(kind.headings, kind.example, strict=True)):
            sheet.write_string(0, column, heading, as_heading)
            sheet.write_string(1, column, cell, as_text)
    return target.getvalue()
