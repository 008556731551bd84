"""What the house writes: every kind of letter with an example in it, as its reader sees it."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template

from booking.foundation.settings import Settings
from booking.foundation.texts import language, text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.manage.people.forms import LANGUAGES
from booking.interfaces.web.pages import page
from booking.interfaces.web.paper import framing, on_paper
from booking.messages.examples import KINDS, Example, example_named, written_example
from booking.people.permissions import NotThere

HERE = "/beheer/berichten"


class LettersController(Controller):
    path = HERE

    @get("/", sync_to_thread=True)
    def index(self, request: AnyRequest) -> Template:
        groups = [
            {"title": text(title), "letters": [
                {"href": f"{HERE}/{name}", "label": text(each.when)}
                for name, each in letters.items()
            ]}
            for title, letters in KINDS.items()
        ]  # fmt: skip
        return page(request, "manage/letters/index.html", groups=groups)

    @get("/{name:str}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        name: FromPath[str],
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
        taal: FromQuery[str] = "",
    ) -> Template:
        example, spoken = _example(name), _language(taal)
        written = written_example(settings, name, language=spoken, today=errand.today)
        shown: dict[str, Any] = {
            "title": text(example.when), "letter": written, "spoken": spoken,
            "paper": f"{HERE}/{name}/opmaak?taal={spoken}",
            "languages": [
                {"url": f"{HERE}/{name}?taal={each}", "label": word, "sign": "language",
                 "is_current": each == spoken}
                for each, word in LANGUAGES
            ],
        }  # fmt: skip
        return framing(page(request, "manage/letters/letter.html", **shown))

    @get("/{name:str}/opmaak", sync_to_thread=True)
    def paper(
        self,
        name: FromPath[str],
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
        taal: FromQuery[str] = "",
    ) -> Response[str]:
        _example(name)
        written = written_example(settings, name, language=_language(taal), today=errand.today)
        return on_paper(written.html)


def _example(name: str) -> Example:
    found = example_named(name)
    if found is None:
        raise NotThere(f"no letter {name!r}")
    return found


def _language(asked: str) -> str:
    return asked if asked in dict(LANGUAGES) else language()
