"""Some browser at /scherm: a display that is paired, or one that may become it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.response import Redirect, Response
from sqlmodel import Session

from booking.foundation.database import Database
from booking.foundation.errors import DomainError, Unavailable
from booking.foundation.texts import speaking
from booking.interfaces.settling import settled
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.displays.door import door_data, door_version
from booking.interfaces.web.displays.hall import hall_data, hall_version
from booking.interfaces.web.displays.paired import (
    HERE,
    display_cookie,
    display_that_asks,
    in_its_language,
    token_in,
)
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.once import do_once
from booking.interfaces.web.pages import go
from booking.interfaces.web.rate_limits import count_display_act
from booking.interfaces.web.refusals import said
from booking.people.displays import is_seen_lately, mark_seen, principal_of_display
from booking.people.models import Display, Person
from booking.people.permissions import NotThere
from booking.people.values import Act

Answer = Response[Any] | Redirect


@dataclass(frozen=True, slots=True)
class Screen:
    """What hangs somewhere: its page, the part of it that is refreshed, and what they show."""

    page: str
    part: str
    version: Callable[[Session, Display, datetime], str]
    data: Callable[[Session, Display, datetime, Mapping[str, str]], dict[str, Any]]


DOOR = Screen("displays/door.html", "displays/_door.html", door_version, door_data)
HALL = Screen("displays/hall.html", "displays/_hall.html", hall_version, hall_data)


@dataclass(frozen=True, slots=True)
class Caller:
    request: AnyRequest
    database: Database
    now: datetime

    def show(self, *, problem: str = "", status: int = 200) -> Response[str]:
        """The page of the display that asks, or the one where it is paired."""
        with settled(self.database, self.now) as session:
            display = display_that_asks(self.request, session)
            if display is None:
                return self.ask_for_code()
            is_noted = is_seen_lately(display, now=self.now)
            cookie = display_cookie(house_of(self.request).settings, token_in(self.request))
            answer = self._drawn(session, display, is_whole=True, status=status, problem=problem,
                                 cookies=[cookie])  # fmt: skip
        self._note_seen(is_noted=is_noted)
        return answer

    def news(self, seen: str) -> Answer:
        """What an open display asks every few seconds: nothing when nothing changed."""
        with settled(self.database, self.now) as session:
            display = display_that_asks(self.request, session)
            if display is None:
                return go(HERE)
            is_noted = is_seen_lately(display, now=self.now)
            is_news = seen != _screen(display).version(session, display, self.now)
            answer = self._drawn(session, display, is_whole=False) if is_news else None
        self._note_seen(is_noted=is_noted)
        return answer or Response(None, status_code=204)

    def ask_for_code(self, *, problem: str = "", status: int = 200) -> Response[str]:
        wiped = [display_cookie(house_of(self.request).settings, None)]
        return in_its_language(
            self.request, "displays/pairing.html", None, status=status, problem=problem,
            cookies=wiped if token_in(self.request) else [],
        )  # fmt: skip

    def act(self, data: FormData, work: Callable[[Session, Display], object], flash: str) -> Answer:
        """Do ``work`` once, as the display that asks, and show what became of it."""
        with self.database.reading() as session:
            display = display_that_asks(self.request, session)
            if display is None:
                return go(HERE)
            act = Act(principal_of_display(session, display), self.now)
        count_display_act(self.request, act.by.id)

        def done(session: Session) -> str:
            acting = display_that_asks(self.request, session)
            if acting is None:  # unpaired a moment ago
                raise NotThere(f"display {act.by.id} is not paired")
            work(session, acting)
            return HERE

        try:
            do_once(self.database, act, data, done)
        except DomainError as error:
            with speaking(act.by.language):
                status, sentences = said(error)
            return self.show(problem=" ".join(sentences), status=status)
        return go(HERE, flash=flash)

    def _drawn(
        self, session: Session, display: Display, *, is_whole: bool, **how: Any
    ) -> Response[str]:
        screen, spoken = _screen(display), session.get_one(Person, display.person_id).language
        with speaking(spoken):
            data = screen.data(session, display, self.now, self.request.query_params)
        version = screen.version(session, display, self.now)
        name = screen.page if is_whole else screen.part
        return in_its_language(self.request, name, spoken, version=version,
                               **{"problem": "", **how, **data})  # fmt: skip

    def _note_seen(self, *, is_noted: bool) -> None:
        if is_noted:
            return
        # showing goes on when nothing can be stored
        with suppress(Unavailable), self.database.writing() as session:
            display = display_that_asks(self.request, session)
            if display is not None:
                mark_seen(session, display, now=self.now)


def _screen(display: Display) -> Screen:
    return HALL if display.space_id is None else DOOR
