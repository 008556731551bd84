"""Open data of the last twelve whole months: a page that shows it, and the three files."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Response, Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.asking import house_asked, write_down_asking
from booking.interfaces.web.occupancy.open_data.asking import OpenData, open_data_for
from booking.interfaces.web.occupancy.open_data.files import (
    CSV_NAME,
    DCAT_NAME,
    JSON_NAME,
    dcat,
    open_csv,
    open_json,
)
from booking.interfaces.web.pages import page
from booking.occupancy.values import Slice
from booking.people.permissions import NotThere
from booking.people.values import Act

PATH = "/bezetting/open-data"
REPORT = "open data"
KEYS = 2
"""Which column is the last one with words; after it come numbers."""


class OpenDataController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        with house_asked(database, act.at) as house:
            found = open_data_for(house, request.query_params, settings.group_size_min)
        write_down_asking(database, act, found.of, report=REPORT)
        return page(
            request, "occupancy/open_data.html", of=found.of,
            columns=[{"label": it.label, "numeric": at > KEYS}
                     for at, it in enumerate(found.table.columns)],
            rows=[{"cells": ["–" if it is None else it for it in row]}
                  for row in found.table.rows],
            files=[(f"{PATH}/{it}{_query(found.of)}", it) for it in
                   (CSV_NAME, JSON_NAME, DCAT_NAME)],
            buildings=house.buildings, size_min=settings.group_size_min,
        )  # fmt: skip

    @get(f"{PATH}/{{file:str}}", sync_to_thread=True)
    def download(
        self,
        request: AnyRequest,
        file: FromPath[str],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Response[bytes]:
        if file not in {CSV_NAME, JSON_NAME, DCAT_NAME}:
            raise NotThere
        with house_asked(database, act.at) as house:
            found = open_data_for(house, request.query_params, settings.group_size_min)
        write_down_asking(database, act, found.of, report=REPORT, form=file.rpartition(".")[2])
        return _file(file, found, settings)


def _file(name: str, found: OpenData, settings: Settings) -> Response[bytes]:
    match name.rpartition(".")[2]:
        case "csv":
            media_type, content = "text/csv", open_csv(found.table)
        case "json":
            media_type, content = "application/json", open_json(found.table)
        case _:
            media_type = "application/ld+json"
            content = dcat(settings, found.of.first, found.of.last, found.data_version)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def _query(of: Slice) -> str:
    return f"?gebouw={of.building_id}" if of.building_id > 1 else ""
