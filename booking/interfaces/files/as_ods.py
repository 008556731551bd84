"""A document as a spreadsheet in the open standard (ODF, ISO/IEC 26300), for any office program."""

from io import BytesIO
from zipfile import ZipFile, ZipInfo

from odswriter import ODSWriter  # type: ignore[import-untyped]  # it brings no types

from booking.interfaces.files.document import Document
from booking.interfaces.files.sheets import sheets_of


def as_ods(document: Document) -> bytes:
    target = BytesIO()
    with ODSWriter(target) as book:
        for sheet in sheets_of(document):
            book.new_sheet(sheet.name).writerows(sheet.lines)
    return _undated(target)


def _undated(packed: BytesIO) -> bytes:
    """The same files, packed without the moment at which that was done."""
    target = BytesIO()
    with ZipFile(packed) as source, ZipFile(target, "w") as copy:
        for it in source.infolist():
            entry = ZipInfo(it.filename)  # of 1980
            entry.compress_type = it.compress_type
            copy.writestr(entry, source.read(it))
    return target.getvalue()
