"""Postvak: the letters that the demo would send, for everyone who plays in it.

Only in a demo, where anyone may be anyone; in a real town hall these addresses do not exist:
a letter is its reader's, and may hold a link that signs them in.
"""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Response, Template
from sqlmodel import Session, col, select

from booking.demo.cast import BRAM, ELS, FATIMA, HANNA, JOOST, NOOR, RAVI, SAMIR, WIM
from booking.foundation.database import Database
from booking.foundation.formats import show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.pages import page
from booking.interfaces.web.paper import framing, on_paper
from booking.messages.models import Letter
from booking.messages.outbox import letters_of
from booking.people.models import Person
from booking.people.permissions import NotThere

STANDING_CAST = (FATIMA, JOOST, NOOR, ELS, SAMIR, RAVI, HANNA, WIM, BRAM)
LETTERS_MAX = 100


class MailboxController(Controller):
    path = "/postvak"

    @get("/", sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        aan: FromQuery[str] = "",
    ) -> Template:
        _require_demo(settings)
        with database.reading() as session:
            names = _names(session)
            reader = aan if aan in names else ""
            letters = letters_of(session, recipient=reader, count_max=LETTERS_MAX)
            rows = [_row(letter, names) for letter in letters]
        readers = [("", text("Everyone")), *names.items()]
        return page(request, "mailbox/index.html", letters=rows, readers=readers, reader=reader)

    @get("/{letter_id:int}", sync_to_thread=True)
    def show(
        self,
        request: AnyRequest,
        letter_id: FromPath[int],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template:
        with database.reading() as session:
            letter = _letter(session, settings, letter_id)
            row = _row(letter, _names(session))
        return framing(page(request, "mailbox/letter.html", letter=row, plain=letter.text))

    @get("/{letter_id:int}/opmaak", sync_to_thread=True)
    def paper(
        self,
        letter_id: FromPath[int],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Response[str]:
        """The HTML of the letter, in a frame that can do nothing but show it."""
        with database.reading() as session:
            html = _letter(session, settings, letter_id).html
        return on_paper(html)


def _require_demo(settings: Settings) -> None:
    if not settings.is_demo:
        raise NotThere("only a demo shows its letters")


def _letter(session: Session, settings: Settings, letter_id: int) -> Letter:
    _require_demo(settings)
    letter = session.get(Letter, letter_id)
    if letter is None:
        raise NotThere(f"no letter {letter_id}")
    return letter


def _names(session: Session) -> dict[str, str]:
    """Of the standing cast, by address."""
    statement = select(Person.email, Person.name).where(col(Person.email).in_(STANDING_CAST))
    names = {email: name for email, name in session.exec(statement)}  # noqa: C416 -- typed rows
    return {email: names[email] for email in STANDING_CAST if email in names}


def _row(letter: Letter, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": letter.id,
        "href": f"/postvak/{letter.id}",
        "subject": letter.subject,
        "to": names.get(letter.recipient, letter.recipient),
        "address": letter.recipient,
        "language": letter.language,
        "when": f"{show_day_short(day_of(letter.created_at))} {show_time(letter.created_at)}",
    }
