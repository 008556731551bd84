"""The desks needed as a document to take away.

The conclusions stay on the page: they name numbers that a file may only hold in fives.
"""

from booking.foundation.texts import text
from booking.interfaces.files.document import Document
from booking.interfaces.web.occupancy.cells import leaving_the_house
from booking.interfaces.web.occupancy.desks.views import (
    Answer,
    filter_words,
    levels_table,
    particulars,
    weekdays_table,
)
from booking.interfaces.web.occupancy.documents import Stamp, document_of, table_of
from booking.occupancy.sizing.desks import desk_need


def desks_document(answer: Answer, stamp: Stamp, *, municipality: str) -> Document:
    tables, terms = [], []
    if answer.days:
        need = desk_need(answer.days, answer.question.terms)
        tables = [weekdays_table(answer, need), levels_table(answer)]
        with leaving_the_house():
            terms = list(particulars(answer, need))
    return document_of(
        stamp, title=text("Desks needed"), municipality=municipality,
        filter_words=filter_words(answer), particulars=terms,
        sentences=[] if answer.days else [text("No figures to show")],
        tables=map(table_of, tables),
    )  # fmt: skip
