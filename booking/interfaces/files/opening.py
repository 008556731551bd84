"""What every form says first, in the same words."""

from booking.foundation.texts import text
from booking.interfaces.files.document import Document, Term


def opening(document: Document) -> list[Term]:
    return [
        (document.title, document.author),
        (text("Filter"), document.filter),
        (text("Data version"), document.data_version),
        (text("Drawn with seed"), str(document.seed)),
        *document.particulars,
    ]
