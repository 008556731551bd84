"""Beheer, import: a file is sent, looked at, and taken over whole or not at all.

What the preview shows is the operation itself, done in a transaction of which nothing is kept.
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Annotated, Any

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Response, Template
from sqlmodel import Session

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError
from booking.foundation.rows import RowsRefused
from booking.foundation.texts import text
from booking.foundation.uploads import drop_upload, keep_upload, kept_upload
from booking.interfaces.table_file import BYTES_MAX, FileTooLarge, read_rows
from booking.interfaces.taking_over import example_csv, example_xlsx
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.forms import FormData, InvalidForm
from booking.interfaces.web.house import House, house_of
from booking.interfaces.web.manage.effects import hit_by
from booking.interfaces.web.manage.importing.columns import explained
from booking.interfaces.web.manage.importing.view import (
    HERE,
    Door,
    door_for,
    doors_for,
    lines_shown,
    mistakes_shown,
)
from booking.interfaces.web.manage.rehousing.choices import choice_in
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.permissions import NotThere
from booking.people.values import Act, Principal
from booking.reservations.claims import JustTaken
from booking.reservations.rehousing.operations import HousePlanChanged
from booking.spaces.queries import current_stock

SentForm = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]

REQUEST_BYTES_MAX = BYTES_MAX + 1_000_000  # a file that is a little too large gets a sentence
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXAMPLES = {".xlsx": (XLSX, example_xlsx), ".csv": ("text/csv; charset=utf-8", example_csv)}


class ImportController(Controller):
    path = HERE

    @get(sync_to_thread=False)
    def choose(self, request: AnyRequest, viewer: NamedDependency[Principal]) -> Template:
        kinds = [door.shown() for door in doors_for(viewer)]
        return page(request, "manage/importing/index.html", kinds=kinds)

    @get("/{name:str}", sync_to_thread=False)
    def ask_file(
        self, request: AnyRequest, name: FromPath[str], viewer: NamedDependency[Principal]
    ) -> Template:
        return _file_page(request, door_for(viewer, name))

    @get("/{name:str}/voorbeeld/{file:str}", sync_to_thread=True)
    def give_example(
        self, name: FromPath[str], file: FromPath[str], viewer: NamedDependency[Principal]
    ) -> Response[bytes]:
        door, path = door_for(viewer, name), PurePath(file)
        if path.stem != door.name or path.suffix not in EXAMPLES:
            raise NotThere(f"no example {file!r}")
        media_type, make = EXAMPLES[path.suffix]
        headers = {"Content-Disposition": f'attachment; filename="{file}"'}
        return Response(make(door.kind), media_type=media_type, headers=headers)

    @post("/{name:str}/bestand", sync_to_thread=True, request_max_body_size=REQUEST_BYTES_MAX)
    def send(
        self,
        request: AnyRequest,
        name: FromPath[str],
        data: SentForm,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        door = door_for(act.by, name)
        try:
            file_name, content = _file_in(data)
            read_rows(content, door.kind.headings)
        except InvalidForm as invalid:
            return _file_page(request, door, invalid.errors)
        except DomainError as refusal:
            return _file_page(request, door, {"bestand": text(refusal.sentence, **refusal.facts)})
        return go(_keep(database, act, door, file_name, content))

    @get("/{name:str}/bestanden/{key:str}", sync_to_thread=True)
    def preview(
        self,
        request: AnyRequest,
        name: FromPath[str],
        key: FromPath[str],
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template:
        door = door_for(act.by, name)
        return _preview(request, database, act, door, key, dict(request.query_params))

    @post("/{name:str}/bestanden/{key:str}/bevestiging", sync_to_thread=True)
    def confirm(
        self,
        request: AnyRequest,
        name: FromPath[str],
        key: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Response[Any]:
        """What has changed since the preview is decided now; then that is shown instead."""
        door = door_for(act.by, name)

        def work(session: Session) -> str:
            upload = kept_upload(session, key, act.by.id, door.name)
            rows = read_rows(upload.content, door.kind.headings)
            settings = house_of(request).settings
            door.take_over(session, act, rows, settings, choice_in(data))
            drop_upload(session, upload)
            return HERE

        try:
            location = do_once(database, act, data, work)
        except RowsRefused:
            return go(f"{door.address}/bestanden/{key}")
        except (HousePlanChanged, JustTaken) as error:
            return _preview(request, database, act, door, key, data, error)
        house_of(request).known_sessions.clear()
        return go(location, flash="taken-over")


def _file_in(data: dict[str, Any]) -> tuple[str, bytes]:
    """Name and content of the file that was sent. Raises what the form says of it."""
    file = data.get("bestand")
    if not isinstance(file, UploadFile):
        raise InvalidForm({"bestand": text("Choose a file.")}, {})
    content = file.file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise FileTooLarge
    if not content:
        raise InvalidForm({"bestand": text("This file is empty.")}, {})
    return file.filename, content


@retried
def _keep(database: Database, act: Act, door: Door, name: str, content: bytes) -> str:
    with database.writing() as session:
        upload = keep_upload(session, act.by.id, door.name, name=name[:200], content=content,
                             at=act.at)  # fmt: skip
        return f"{door.address}/bestanden/{upload.id}"


def _preview(
    request: AnyRequest, database: Database, act: Act, door: Door, key: str,
    data: Mapping[str, Any], error: DomainError | None = None,
) -> Template:  # fmt: skip
    status, trouble = said(error) if error else (200, [])
    shown: dict[str, Any] = {"mistakes": None, "trouble": [], "changed": trouble, "count": 0}
    with database.reading() as session:
        upload = kept_upload(session, key, act.by.id, door.name)
        name, content = upload.name, upload.content
    try:
        shown |= _try(house_of(request), act, door, content, data)
    except RowsRefused as refusal:
        shown["mistakes"] = mistakes_shown(refusal)
    except DomainError as refusal:
        shown["trouble"] = [text(refusal.sentence, **refusal.facts)]
    return page(request, "manage/importing/preview.html", status=status, kind=door.shown(),
                file_name=name, address=f"{door.address}/bestanden/{key}", **shown)  # fmt: skip


@retried
def _try(
    house: House, act: Act, door: Door, content: bytes, data: Mapping[str, Any]
) -> dict[str, Any]:
    """What becomes of each line; and where reservations are in the way, the assistant."""
    rows = read_rows(content, door.kind.headings)
    with house.database.trying() as session:
        before = current_stock(session)
        lines = lines_shown(door.kind.take_over(session, act, rows, house.settings))
        if not door.is_of_the_house:
            return lines
        session.flush()
        session.info["memory"] = {}
        return lines | hit_by(session, act, before, current_stock(session), data)


def _file_page(request: AnyRequest, door: Door, errors: dict[str, str] | None = None) -> Template:
    return page(request, "manage/importing/file.html", status=422 if errors else 200,
                errors=errors or {}, kind=door.shown(),
                columns=explained(door.kind, door.columns))  # fmt: skip
