"""Vandaag: where do I sit, which meetings, is there a room now."""

from typing import Any

from litestar import Controller, Request, get
from litestar.response import Redirect, Template

from booking.interfaces.web.pages import page


class TodayController(Controller):
    @get("/", sync_to_thread=False)
    def front(self) -> Redirect:
        return Redirect("/vandaag", status_code=303)

    @get("/vandaag", sync_to_thread=True)
    def index(self, request: Request[Any, Any, Any]) -> Template:
        return page(request, "today/index.html")
