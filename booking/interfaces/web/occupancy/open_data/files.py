"""The files of open data: for programs, so with bare names, points and commas (RFC 4180).

Their description is a dataset of DCAT-AP-NL 3 in JSON-LD. It names the files beside it, so the
three can be put anywhere together.
"""

import csv
import json
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Any

from booking.foundation.settings import Settings
from booking.interfaces.csv_file import guarded
from booking.interfaces.files.document import Column, Table
from booking.occupancy.open_data import OpenRow
from booking.spaces.values import SpaceKind

CSV_NAME, JSON_NAME, DCAT_NAME = "bezetting.csv", "bezetting.json", "dcat.jsonld"
KINDS = {SpaceKind.DESK: "werkplekken", SpaceKind.ROOM: "ruimtes"}
COLUMNS = (
    Column("maand"), Column("verdieping"), Column("soort"), Column("open_uren", "uur"),
    Column("gereserveerde_uren", "uur"), Column("gebruikte_uren", "uur"),
    Column("reserveringen"), Column("gereserveerd_procent", "%"), Column("gebruikt_procent", "%"),
)  # fmt: skip
WHOLE = "heel het gebouw"
VOCABULARY = "http://publications.europa.eu/resource/authority"
DESCRIPTION = (
    "Bezetting van werkplekken en vergaderruimtes, per maand, verdieping en soort. Alle getallen "
    "zijn afgerond op vijftallen. Cijfers over weinig reserveringen ontbreken, net als cijfers "
    "waaruit die te berekenen zijn. Namen komen er niet in voor."
)


def open_table(rows: Sequence[OpenRow]) -> Table:
    return Table(
        id="bezetting", title="Bezetting", columns=COLUMNS,
        rows=[
            [f"{it.month:%Y-%m}", it.floor or WHOLE, KINDS[it.kind], it.open_hours,
             it.booked_hours, it.used_hours, it.reservation_count, it.booked_percent,
             it.used_percent]
            for it in rows
        ],
    )  # fmt: skip


def open_csv(table: Table) -> bytes:
    target = StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([it.label for it in table.columns])
    writer.writerows(
        [guarded(it) if isinstance(it, str) else it for it in row] for row in table.rows
    )
    return target.getvalue().encode()


def open_json(table: Table) -> bytes:
    names = [it.label for it in table.columns]
    found = [dict(zip(names, row, strict=True)) for row in table.rows]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def dcat(settings: Settings, first: date, last: date, data_version: str) -> bytes:
    publisher = {"@type": "foaf:Agent", "foaf:name": settings.municipality}
    found: dict[str, Any] = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/", "vcard": "http://www.w3.org/2006/vcard/ns#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@type": "dcat:Dataset",
        "dct:identifier": f"bezetting-{first}-{last}",
        "dct:title": _dutch(f"Bezetting {settings.municipality}"),
        "dct:description": _dutch(DESCRIPTION),
        "dct:publisher": publisher,
        "dct:creator": publisher,
        "dcat:contactPoint": {
            "@type": "vcard:Organization", "vcard:fn": settings.municipality,
            "vcard:hasURL": _at(settings.base_address),
        },
        "dct:language": _at(f"{VOCABULARY}/language/NLD"),
        "dct:accessRights": _at(f"{VOCABULARY}/access-right/PUBLIC"),
        "dcat:theme": _at(f"{VOCABULARY}/data-theme/GOVE"),
        "dct:accrualPeriodicity": _at(f"{VOCABULARY}/frequency/MONTHLY"),
        "dct:temporal": {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(first),
                         "dcat:endDate": _day(last)},
        "dcat:version": data_version,
        "dcat:distribution": [_distribution(CSV_NAME, "CSV", "text/csv"),
                              _distribution(JSON_NAME, "JSON", "application/json")],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _distribution(name: str, kind: str, media_type: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": _dutch(f"Bezetting als {kind}"),
        "dcat:accessURL": _at(name),
        "dcat:downloadURL": _at(name),
        "dct:format": _at(f"{VOCABULARY}/file-type/{kind}"),
        "dcat:mediaType": _at(f"https://www.iana.org/assignments/media-types/{media_type}"),
        "dct:license": _at("http://creativecommons.org/publicdomain/zero/1.0/deed.nl"),
    }


def _dutch(said: str) -> dict[str, str]:
    return {"@value": said, "@language": "nl"}


def _day(day: date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}


def _at(address: str) -> dict[str, str]:
    return {"@id": address}
