"""A report page as a document to take away.

The conclusions stay on the page: they name numbers that a file may only hold in fives.
"""

from collections.abc import Iterator, Mapping

from booking.foundation.texts import text
from booking.interfaces.files.document import Column, Document, Table
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.cells import leaving_the_house
from booking.interfaces.web.occupancy.documents import (
    definitions_of,
    document_of,
    stamp_of,
    table_of,
)
from booking.interfaces.web.occupancy.report.parts import HeatTable, Section
from booking.interfaces.web.occupancy.report.question import ReportQuestion
from booking.interfaces.web.occupancy.report.shown import Shown
from booking.interfaces.web.occupancy.report.views import (
    SECTIONS,
    TITLES,
    filter_words,
    why_empty,
)
from booking.occupancy.rounding import by_fives
from booking.occupancy.values import Slice


def report_document(
    shown: Shown, house: House, departments: Mapping[int, str], municipality: str
) -> Document:
    question, why = shown.question, why_empty(shown)
    with leaving_the_house():
        tables = [] if why else [it for section in SECTIONS[question.report](shown)
                                 for it in tables_of(section)]  # fmt: skip
    return document_of(
        stamp_of(house, *_slices(question)), title=text(TITLES[question.report]),
        municipality=municipality, filter_words=filter_words(question, house, departments),
        sentences=[why] if why else [], tables=tables,
    )  # fmt: skip


def _slices(question: ReportQuestion) -> list[Slice]:
    """What was asked, and what it is laid beside."""
    other = question.other_cut
    return [question.when.asked, *([other.of] if other else [])]


def tables_of(section: Section) -> Iterator[Table]:
    definitions = definitions_of(section.codes)
    for it in section.tables:
        yield table_of(it, basis=section.basis, definitions=definitions)
    if section.heat:
        yield _heat(section.heat, section)


def _heat(heat: HeatTable, section: Section) -> Table:
    return Table(
        id=heat.id, title=heat.caption, basis=section.basis,
        columns=[Column(heat.corner), *map(Column, heat.columns)],
        rows=[[label, *(None if it.percent is None else by_fives(it.percent) for it in cells)]
              for label, cells in heat.rows],
        definitions=definitions_of(section.codes),
    )  # fmt: skip
