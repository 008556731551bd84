"""The rooms needed as a document to take away."""

from booking.foundation.texts import text
from booking.interfaces.files.document import Document
from booking.interfaces.web.occupancy.documents import document_of, table_of
from booking.interfaces.web.occupancy.rooms.formula import MODEL, busiest_table
from booking.interfaces.web.occupancy.rooms.reckoning import RoomsAnswer
from booking.interfaces.web.occupancy.rooms.tables import (
    assumptions,
    filter_in_words,
    levels_table,
    sizes_table,
)
from booking.interfaces.web.occupancy.rooms.views import METHOD, in_words


def rooms_document(answer: RoomsAnswer, *, municipality: str) -> Document:
    question, need = answer.question, answer.need
    tables = [] if need is None else [
        sizes_table(need, says_when=False), levels_table(need, question.price), busiest_table(need)
    ]  # fmt: skip
    return document_of(
        answer.stamp, title=text("Rooms needed"), municipality=municipality,
        filter_words=filter_in_words(question, need),
        particulars=[*assumptions(question), (text("How it was reckoned"), text(METHOD)),
                     (text("The busiest hour by a formula"), text(MODEL))],
        sentences=[text("No figures to show")] if need is None else list(in_words(answer)),
        tables=map(table_of, tables),
    )  # fmt: skip
