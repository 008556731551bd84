"""The drawing under a plan: uploaded, shown, removed; and how large the floor is."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Refused
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import FormData, InvalidForm, read_form
from booking.interfaces.web.manage.plans.forms import SizeForm, WidthForm
from booking.interfaces.web.manage.plans.routes import view_of
from booking.interfaces.web.manage.plans.views import HERE, View, floor_page, metres
from booking.interfaces.web.once import act_once
from booking.interfaces.web.pages import go, page
from booking.interfaces.web.refusals import said
from booking.people.values import Act
from booking.spaces.drawings import BYTES_MAX, Drawing, cleaned
from booking.spaces.plan_changes import set_floor_size
from booking.spaces.plan_drawings import drawing_of, remove_drawing, store_drawing

AnyRequest = Request[Any, Any, Any]
FileData = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]

FILE = "bestand"
NO_FILE = N_("Choose the file with the drawing.")
ALONE = {
    # whatever the cleaning might have missed cannot do anything here
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, no-cache",
}


class PlanDrawingController(Controller):
    path = f"{HERE}/{{floor:str}}"

    @get("/tekening", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        database: NamedDependency[Database],
        now: NamedDependency[datetime],
        weg: FromQuery[str] = "",
    ) -> Template:
        """``weg``: how many parts of the file were left out just now."""
        with database.reading() as session:
            view = view_of(session, floor, now)
        left_out = min(int(weg), BYTES_MAX) if weg.isascii() and weg.isdigit() else 0
        return _drawing_page(request, view, left_out=left_out)

    @post("/tekening", sync_to_thread=True)
    def upload(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        data: FileData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        with database.reading() as session:
            view = view_of(session, floor, act.at)
        said_too = {name: value for name, value in data.items() if name != FILE}
        try:
            drawing, width = _read(data, said_too)

            def work(session: Session) -> None:
                store_drawing(session, act, view.floor.id, drawing, width=width)

            location = view.address("/tekening", weg=drawing.left_out_count or "")
            path = act_once(database, act, data, location=location, work=work)
        except InvalidForm as invalid:
            return _drawing_page(request, view, values=said_too, errors=invalid.errors)
        except Refused as refusal:
            return _drawing_page(request, view, values=said_too, refusal=refusal)
        return go(path, flash="drawing-stored")

    @post("/tekening/verwijdering", sync_to_thread=True)
    def remove(
        self,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Redirect:
        with database.reading() as session:
            view = view_of(session, floor, act.at)

        def work(session: Session) -> None:
            remove_drawing(session, act, view.floor.id)

        location = view.address("/tekening")
        path = act_once(database, act, data, location=location, work=work)
        return go(path, flash="drawing-removed")

    @post("/afmetingen", sync_to_thread=True)
    def resize(
        self,
        request: AnyRequest,
        floor: FromPath[str],
        data: FormData,
        database: NamedDependency[Database],
        act: NamedDependency[Act],
    ) -> Template | Redirect:
        with database.reading() as session:
            view = view_of(session, floor, act.at)
        try:
            form = read_form(SizeForm, data)

            def work(session: Session) -> None:
                set_floor_size(session, act, view.floor.id, form.breedte, form.diepte)

            location = view.address("/tekening")
            path = act_once(database, act, data, location=location, work=work)
        except InvalidForm as invalid:
            return _drawing_page(request, view, values=data, errors=invalid.errors)
        except Refused as refusal:
            return _drawing_page(request, view, values=data, refusal=refusal)
        return go(path, flash="floor-sized")


@get("/plattegronden/{floor:str}/tekening", sync_to_thread=True)
def serve_drawing(
    request: AnyRequest,
    floor: FromPath[str],
    database: NamedDependency[Database],
    now: NamedDependency[datetime],
) -> Response[bytes]:
    """A picture from an address of its own, so that it is never part of a page."""
    with database.reading() as session:
        view = view_of(session, floor, now)
        content = drawing_of(session, view.floor.id).svg.encode()
    headers = {**ALONE, "ETag": f'"{sha256(content).hexdigest()[:32]}"'}
    is_known = headers["ETag"] in request.headers.get("if-none-match", "")
    return Response(
        b"" if is_known else content,
        status_code=304 if is_known else 200,
        media_type="image/svg+xml",
        headers=headers,
    )


def _read(data: Mapping[str, Any], said_too: Mapping[str, Any]) -> tuple[Drawing, int]:
    """The cleaned drawing, and how wide it is in plan units."""
    file = data.get(FILE)
    content = file.file.read(BYTES_MAX + 1) if isinstance(file, UploadFile) else b""
    errors = {} if content else {FILE: text(NO_FILE)}
    try:
        width = read_form(WidthForm, said_too).meters
    except InvalidForm as invalid:
        raise InvalidForm({**errors, **invalid.errors}, said_too) from invalid
    if errors:
        raise InvalidForm(errors, said_too)
    return cleaned(content), width


def _drawing_page(
    request: AnyRequest,
    view: View,
    *,
    left_out: int = 0,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    refusal: DomainError | None = None,
) -> Template:
    status, trouble = said(refusal) if refusal else (422 if errors else 200, [])
    width, height = view.floor.plan_width, view.floor.plan_height
    known = {"meters": metres(width or None), "breedte": metres(width or None),
             "diepte": metres(height or None)}  # fmt: skip
    return page(
        request,
        "manage/plans/drawing.html",
        status=status,
        **floor_page(view, "/tekening"),
        drawing=f"/plattegronden/{view.floor.id}/tekening" if view.floor.drawing else "",
        version=view.floor.drawing,
        values={**known, **(values or {})},
        errors=errors or {},
        trouble=trouble,
        left_out=left_out,
        kilobytes_max=BYTES_MAX // 1000,
    )
