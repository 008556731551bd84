"""From the tables of a page to a document that leaves the house: the same figures, in fives."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from litestar.response import Response

from booking.foundation.formats import show_day
from booking.foundation.texts import language, text
from booking.interfaces.files.document import Column, Document, Table, Term
from booking.interfaces.files.forms import MEDIA_TYPES, file_names, form_in, written
from booking.interfaces.web.occupancy.asking import House
from booking.interfaces.web.occupancy.cells import (
    FigureTable,
    Row,
    Unit,
    exported,
)
from booking.interfaces.web.occupancy.headline import NOT_COUNTED
from booking.occupancy.definitions import BY_CODE
from booking.occupancy.party_floor import people_by_partner_kind
from booking.occupancy.queries import counted_between, facts_version, people_by_zone
from booking.occupancy.rounding import STEP
from booking.occupancy.values import Slice

SEED = 0
"""With which weeks and rooms are drawn in all reports."""
MARK_LENGTH = 12


def file_choices(path: str, address: str) -> list[Term]:
    """For a page: where its question (``address``, at ``path``) can be had, and in which form."""
    _, mark, query = address.partition("?")
    return [(f"{path}/{it}{mark}{query}", form_in(it).upper()) for it in file_names()]


def file_answer(form: str, name: str, document: Document) -> Response[bytes]:
    """A download called ``name``, with the ending of its form."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(written(document, form), media_type=MEDIA_TYPES[form], headers=headers)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is known of the figures at the moment at which they were asked for."""

    data_version: str
    counted_until: date | None


def stamp_of(house: House, *slices: Slice) -> Stamp:
    """Of the days asked for, and those beside them if there are any.

    The mark stays the same until some of those days were counted anew, the house changed, or
    the groups changed on whose size it depends of whom figures are hidden.
    """
    session = house.session
    counted = counted_between(session)
    known = (
        *(facts_version(session, it) for it in slices), house.stock.version,
        sorted(people_by_zone(session, house.stock).items()),
        sorted(people_by_partner_kind(session).items()),
    )  # fmt: skip
    mark = sha256(repr(known).encode()).hexdigest()[:MARK_LENGTH]
    last = slices[0].last
    return Stamp(mark, min(counted[1], last) if counted and counted[0] <= last else None)


def document_of(
    stamp: Stamp,
    *,
    title: str,
    municipality: str,
    filter_words: str,
    tables: Iterable[Table],
    particulars: Sequence[Term] = (),
    sentences: Sequence[str] = (),
    seed: int = SEED,
) -> Document:
    return Document(
        title=title, author=municipality, language=language(), filter=filter_words,
        data_version=stamp.data_version, seed=seed, sentences=sentences,
        particulars=[*particulars, *_known(stamp)], tables=list(tables),
    )  # fmt: skip


def _known(stamp: Stamp) -> Iterator[Term]:
    if stamp.counted_until is not None:
        yield text("Counted up to"), show_day(stamp.counted_until)
    yield text("Rounded"), text("Hours, and counts of people and of what they did, to multiples "
                                "of %(step)s.", step=STEP)  # fmt: skip
    yield text("Not counted"), text(NOT_COUNTED)


def table_of(
    table: FigureTable, *, basis: str = "", definitions: Sequence[Term] = ()
) -> Table:  # fmt: skip
    """With a last column for the remarks, if there are any."""
    has_notes = any(row.note for row in table.rows)
    columns = [Column(it.label, _unit(table.rows, at)) for at, it in enumerate(table.headings)]
    notes = [Column(text("Remark"))] if has_notes else []
    return Table(
        id=table.id, title=table.title, columns=[*columns, *notes], basis=basis,
        definitions=definitions,
        rows=[[row.label, *map(exported, row.cells), *([row.note] if has_notes else [])]
              for row in table.rows],
    )  # fmt: skip


def definitions_of(codes: Iterable[str]) -> list[Term]:
    return [(text(BY_CODE[code].term), text(BY_CODE[code].formula)) for code in codes]


def _unit(rows: Sequence[Row], at: int) -> str:
    """Of column ``at``, in which the label of the row is the first."""
    units = {row.cells[at - 1].unit for row in rows} if at else set()
    if Unit.RATE in units:
        return "%"
    return text("hours") if Unit.MINUTES in units else ""
