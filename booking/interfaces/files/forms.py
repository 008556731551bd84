"""The forms in which a document can be taken away, by the end of a file's name."""

from importlib import import_module

from booking.interfaces.files.document import Document
from booking.people.permissions import NotThere

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
FORMS = tuple(MEDIA_TYPES)
FILE_NAME = "cijfers"


def written(document: Document, form: str) -> bytes:
    """The bytes of the file; a writer is read when it is first asked for."""
    writer = import_module(f"booking.interfaces.files.as_{form}")
    return bytes(getattr(writer, f"as_{form}")(document))


def file_names() -> list[str]:
    """``cijfers.pdf`` and the others: what stands at the end of an address."""
    return [f"{FILE_NAME}.{form}" for form in FORMS]


def form_in(file: str) -> str:
    """``csv``, of ``cijfers.csv``. Raises NotThere where there is no such file."""
    name, _, form = file.partition(".")
    if name != FILE_NAME or form not in FORMS:
        raise NotThere
    return form
