"""The drawing under a plan: uploaded, shown, removed; and how large the floor is."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery
from litestar.response import Redirect, Response, Template
from sqlmodel import Session

from booking.foundation.database import Database
from booking.interfaces.web.errand import Answer, Errand, Screen
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.manage.plans.forms import DrawingForm, SizeForm
from booking.interfaces.web.manage.plans.routes import view_for, view_of
from booking.interfaces.web.manage.plans.views import HERE, View, floor_page, metres
from booking.spaces.drawings import BYTES_MAX
from booking.spaces.plan_changes import set_floor_size
from booking.spaces.plan_drawings import drawing_of, remove_drawing, store_drawing

FileData = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]

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
        floor: FromPath[str],
        errand: NamedDependency[Errand],
        weg: FromQuery[str] = "",
    ) -> Template:
        """``weg``: how many parts of the file were left out just now."""
        left_out = min(int(weg), BYTES_MAX) if weg.isascii() and weg.isdigit() else 0
        return _drawing_page(errand, view_for(errand, floor), left_out)()

    @post("/tekening", sync_to_thread=True)
    def upload(
        self, floor: FromPath[str], data: FileData, errand: NamedDependency[Errand]
    ) -> Answer:
        view = view_for(errand, floor)

        def work(session: Session, form: DrawingForm) -> str:
            drawing = form.bestand
            store_drawing(session, errand.act, view.floor.id, drawing, width=form.meters)
            return view.address("/tekening", weg=drawing.left_out_count or "")

        again = _drawing_page(errand, view)
        return errand.take_in(data, DrawingForm, work, again, flash="drawing-stored")

    @post("/tekening/verwijdering", sync_to_thread=True)
    def remove(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        view = view_for(errand, floor)

        def work(session: Session) -> None:
            remove_drawing(session, errand.act, view.floor.id)

        return errand.do(data, work, at=view.address("/tekening"), flash="drawing-removed")

    @post("/afmetingen", sync_to_thread=True)
    def resize(
        self, floor: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Answer:
        view = view_for(errand, floor)

        def work(session: Session, form: SizeForm) -> None:
            set_floor_size(session, errand.act, view.floor.id, form.breedte, form.diepte)

        return errand.take_in(data, SizeForm, work, _drawing_page(errand, view),
                              at=view.address("/tekening"), flash="floor-sized")  # fmt: skip


@get("/plattegronden/{floor:str}/tekening", sync_to_thread=True)
def serve_drawing(
    request: Request[Any, Any, Any],
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


def _drawing_page(errand: Errand, view: View, left_out: int = 0) -> Screen:
    floor = view.floor
    width, height = metres(floor.plan_width or None), metres(floor.plan_height or None)
    shown = {
        **floor_page(view, "/tekening"),
        "drawing": f"/plattegronden/{floor.id}/tekening" if floor.drawing else "",
        "version": floor.drawing,
        "values": {"meters": width, "breedte": width, "diepte": height},
        "left_out": left_out,
        "kilobytes_max": BYTES_MAX // 1000,
    }
    return errand.screen("manage/plans/drawing.html", lambda _session: shown)
