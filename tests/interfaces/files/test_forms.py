"""Files of figures, each opened again with a program that is not the one that wrote it."""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from fontTools.misc.timeTools import timestampFromString
from fontTools.ttLib import TTFont
from odfdo import Document as OdfDocument
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from pypdfium2 import PdfDocument

from booking import data
from booking.foundation.texts import speaking
from booking.interfaces.files import as_pdf
from booking.interfaces.files.document import Column, Document, Table
from booking.interfaces.files.forms import FORMS, written

FORMULA = '=HYPERLINK("http://evil.example")'
DOCUMENT = Document(
    title="Bezetting van het Stadskantoor",
    author="Gemeente Voorbeeldstad",
    language="nl",
    filter="01-10-2026 t/m 31-10-2026 · ‘Łódź’",
    data_version="0123456789ab",
    seed=7,
    particulars=[("Geteld tot en met", "zaterdag 31 oktober 2026")],
    tables=[
        Table(
            id="plekken", title="Plekken één voor één: wat niemand reserveert, staat bovenaan",
            columns=[Column("Plek"), Column("In gebruik", "%"), Column("Opmerking")],
            rows=[["1.30 De Linde", 66.7, None], [FORMULA, None, "te\x0bweinig dagen"]],
            basis="Van 21 open dagen en 1.235 reserveringen.",
            definitions=[("Bezettingsgraad", "Minuten in gebruik / open minuten.")],
        ),
        Table(
            id="pieken", title="Plekken één voor één: wat niemand reserveert, staat onderaan",
            columns=[Column("Dag"), Column("Meeste")], rows=[["ma 5 okt", 10]],
        ),
    ],
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_dutch() -> Iterator[None]:
    with speaking("nl"):
        yield


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Each one costs seconds, so it is made twice in all."""
    with speaking("nl"):
        return written(DOCUMENT, "pdf")


@pytest.mark.parametrize("form", [it for it in FORMS if it != "pdf"])
def test_the_same_document_gives_the_same_bytes(form: str) -> None:
    assert written(DOCUMENT, form) == written(DOCUMENT, form)


def test_the_same_document_gives_the_same_pdf(pdf: bytes) -> None:
    assert written(DOCUMENT, "pdf") == pdf


def test_pages_are_laid_out_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nobody waits for the interpreter meanwhile, and no worker grows of it."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # here it cannot be loaded
    assert written(DOCUMENT, "pdf").startswith(b"%PDF")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_pdf, "CPU_SECONDS_MAX", 1)
    many = replace(DOCUMENT, tables=[replace(DOCUMENT.tables[1], rows=[["ma 5 okt", 10]] * 2000)])
    with pytest.raises(as_pdf.TooManyPages):
        written(many, "pdf")


def test_a_writer_of_pages_that_dies_is_a_refusal() -> None:
    with pytest.raises(as_pdf.CannotWrite):
        written(replace(DOCUMENT, title="\ud800"), "pdf")


def test_csv_is_for_a_dutch_spreadsheet() -> None:
    content = written(DOCUMENT, "csv").decode("utf-8-sig")
    lines = list(csv.reader(StringIO(content), delimiter=";"))
    assert ["Filter", DOCUMENT.filter] in lines
    assert ["Dataversie", "0123456789ab"] in lines
    assert ["Plek", "In gebruik (%)", "Opmerking"] in lines
    assert ["1.30 De Linde", "66,7", ""] in lines
    assert any(line[0] == f"'{FORMULA}" for line in lines if line)


def test_excel_gets_numbers_as_numbers_and_no_formula() -> None:
    book = load_workbook(BytesIO(written(DOCUMENT, "xlsx")))
    about, places, peaks = book.worksheets
    assert {row[0].value: row[1].value for row in about.iter_rows(max_col=2)}["Dataversie"] == (
        "0123456789ab"
    )
    cells = [cell for row in places.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "n" and cell.value] == [66.7]
    assert [cell.data_type for cell in cells if cell.value == FORMULA] == ["s"]
    assert places.freeze_panes == "B4"  # under the names of the columns, after the places
    assert peaks.title.casefold() != places.title.casefold()


def test_any_office_program_gets_the_same() -> None:
    book = OdfDocument(BytesIO(written(DOCUMENT, "ods")))
    _, places, _ = book.body.tables
    rows = [list(row) for row in places.get_values()]
    assert ["Plek", "In gebruik (%)", "Opmerking"] in rows
    assert [FORMULA, None, "te weinig dagen"] in rows
    assert any(row[0] == "1.30 De Linde" and float(row[1]) == 66.7 for row in rows)
    assert not [cell for row in places.rows for cell in row.cells if cell.formula]


def test_workbooks_do_not_tell_when_they_were_made() -> None:
    for form in ("ods", "xlsx"):
        with ZipFile(BytesIO(written(DOCUMENT, form))) as packed:
            assert {it.date_time[0] for it in packed.infolist()} == {1980}
    about = load_workbook(BytesIO(written(DOCUMENT, "xlsx"))).properties
    assert (about.created.year, about.modified.year) == (2000, 2000)


def test_nor_does_the_pdf_or_the_font_in_it(pdf: bytes) -> None:
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert "/CreationDate" not in reader.metadata
    shipped = {TTFont(it)["head"].modified for it in data("static").glob("vendor/*.woff2")}
    for inner in _fonts(reader):
        font = TTFont(BytesIO(inner["/FontFile2"].get_object().get_data()))
        assert font["head"].modified in {*shipped, timestampFromString("Thu Jan 1 00:00:00 1970")}


def test_programs_get_units_and_definitions() -> None:
    found = json.loads(written(DOCUMENT, "json"))
    assert (found["dataversie"], found["zaad"]) == ("0123456789ab", 7)
    places = found["tabellen"][0]
    assert places["kolommen"][1] == {"naam": "In gebruik", "eenheid": "%"}
    assert places["rijen"][0] == ["1.30 De Linde", 66.7, None]
    assert places["grondslag"] == "Van 21 open dagen en 1.235 reserveringen."
    assert places["begrippen"][0]["naam"] == "Bezettingsgraad"


def _fonts(reader: PdfReader) -> list[DictionaryObject]:
    found = [it.get_object() for it in reader.pages[0]["/Resources"]["/Font"].values()]
    return [it["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for it in found]


def _tags(element: DictionaryObject) -> Iterator[str]:
    yield str(element.get("/S", ""))
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        found = child.get_object()
        if isinstance(found, DictionaryObject):
            yield from _tags(found)


def test_a_screen_reader_can_walk_through_the_pdf(pdf: bytes) -> None:
    reader = PdfReader(BytesIO(pdf))
    root = reader.root_object
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Bezetting van het Stadskantoor – Gemeente Voorbeeldstad"
    tags = set(_tags(root["/StructTreeRoot"].get_object()))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L"} <= tags
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_pdf_holds_its_font_and_each_letter(pdf: bytes) -> None:
    reader = PdfReader(BytesIO(pdf))
    fonts = _fonts(reader)
    assert fonts
    for inner in fonts:
        assert {"/FontFile2", "/FontFile3"} & set(inner)
        assert "Source-Sans" in str(inner["/FontName"])
    words = PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert "‘Łódź’" in words
    assert "66,7" in words
