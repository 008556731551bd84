"""A document for programs. The names are Dutch, as those of the API are; numbers are bare."""

import json
from collections.abc import Iterable
from typing import Any

from booking.interfaces.files.document import Document, Table, Term


def as_json(document: Document) -> bytes:
    found = {
        "titel": document.title,
        "gemeente": document.author,
        "taal": document.language,
        "filter": document.filter,
        "dataversie": document.data_version,
        "zaad": document.seed,
        "gegevens": _terms(document.particulars),
        "conclusies": list(document.sentences),
        "tabellen": [_table(it) for it in document.tables],
    }
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _table(table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "titel": table.title,
        "conclusie": table.conclusion,
        "grondslag": table.basis,
        "begrippen": _terms(table.definitions),
        "kolommen": [{"naam": it.label, "eenheid": it.unit} for it in table.columns],
        "rijen": [list(row) for row in table.rows],
    }


def _terms(terms: Iterable[Term]) -> list[dict[str, str]]:
    return [{"naam": name, "uitleg": said} for name, said in terms]
