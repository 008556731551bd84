"""Calendars from outside are followed over real TLS: what is not right changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from booking.calendars.subscriptions.models import ExternalCalendar
from booking.calendars.subscriptions.operations import confirm, propose
from booking.calendars.subscriptions.values import Effect, Marks, Proposed
from booking.foundation.jobs import Job
from booking.interfaces.fetching import Fetched, address_in, fetch
from booking.interfaces.jobs.external_calendars import (
    LOOK_AT_CALENDAR,
    follow_calendars_outside,
    look_at_calendar,
)
from booking.interfaces.jobs.workplace import Workplace
from booking.spaces.models import ExternalTime
from tests.calendars.subscriptions.test_operations import TEN, copy_at
from tests.calendars.test_foreign import event, file_of
from tests.interfaces.far_away import FarAway, far_away
from tests.interfaces.jobs.conftest import Clock
from tests.town_hall import TownHall


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is stored is tested below, on both engines."""
    return sqlite_url


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FarAway]:
    with far_away(tmp_path_factory.mktemp("tls")) as server:
        yield server


@pytest.fixture
def following(workplace: Workplace) -> Workplace:
    settings = workplace.settings.model_copy(update={"fetches_calendars": True})
    return Workplace(settings, workplace.database, workplace.clock)


class Followed:
    """A calendar of De Beuk at an address, looked at each time that it is due."""

    def __init__(self, workplace: Workplace, hall: TownHall, clock: Clock, server: FarAway) -> None:
        self.workplace, self.clock, self.server = workplace, clock, server
        act, copy = hall.act("els", clock()), copy_at(clock(), event(*TEN))
        with workplace.database.writing() as session:
            address = address_in(server.address)
            wanted = Proposed(hall.spaces["beuk"], "Outlook", Effect.HOLD, 60, address=address)
            row = propose(session, act, wanted, copy)
            confirm(session, act, row, copy.calendar)

    def ask(self, address: str, marks: Marks) -> Fetched | None:
        ask = partial(fetch, is_allowed=lambda a: a.is_loopback, context=self.server.context)
        return ask(address, etag=marks.etag, last_modified=marks.last_modified)

    def row(self) -> ExternalCalendar:
        with self.workplace.database.reading() as session:
            return session.exec(select(ExternalCalendar)).one()

    def times(self) -> int:
        with self.workplace.database.reading() as session:
            return len(session.exec(select(ExternalTime)).all())

    def look(self) -> ExternalCalendar:
        row = self.row()
        assert row.due_at is not None
        self.clock.now = max(self.clock.now, row.due_at)
        look_at_calendar(self.workplace, {"number": row.id}, self.clock(), ask=self.ask)
        return self.row()


@pytest.fixture
def followed(following: Workplace, hall: TownHall, clock: Clock, server: FarAway) -> Followed:
    return Followed(following, hall, clock, server)


def test_what_an_address_says_is_used_and_asked_for_by_its_mark(followed: Followed) -> None:
    more = event("DTSTART:20260325T090000Z", "DURATION:PT1H", uid="2")
    followed.server.said.says(200, file_of(event(*TEN), more), ETag='"2"')
    row = followed.look()
    assert (followed.times(), row.etag, row.trouble) == (2, '"2"', None)
    assert row.due_at == followed.clock() + timedelta(hours=1)
    followed.server.said.says(304)
    row = followed.look()
    assert followed.server.said.asked[-1]["If-None-Match"] == '"2"'
    assert (followed.times(), row.looked_at) == (2, followed.clock())


@pytest.mark.parametrize(
    ("status", "content", "said"),
    [
        (404, b"", "There is no calendar at this address"),
        (200, b"<html>Sign in</html>", "not a calendar file"),
        (302, b"", "sends on to another"),
    ],
)
def test_a_wrong_answer_changes_nothing_and_is_said(
    followed: Followed, status: int, content: bytes, said: str
) -> None:
    copied_at = followed.row().copied_at
    followed.server.said.says(status, content)
    row = followed.look()
    assert followed.times() == 1
    assert row.copied_at == copied_at
    assert row.trouble is not None
    assert said in row.trouble["sentence"] % row.trouble["facts"]
    assert row.due_at == followed.clock() + timedelta(hours=2)
    followed.server.said.says(200, file_of(event(*TEN)))
    assert followed.look().trouble is None


def test_what_nobody_thought_of_is_told_too_and_has_its_turn_again(followed: Followed) -> None:
    number, due_at = followed.row().id, followed.row().due_at
    assert due_at is not None

    def ask(_address: str, _marks: Marks) -> Fetched | None:
        raise UnicodeError("not thought of")

    look_at_calendar(followed.workplace, {"number": number}, due_at, ask=ask)
    row = followed.row()
    assert row.trouble is not None
    assert "in the log of the server" in row.trouble["sentence"]
    assert row.due_at == due_at + timedelta(hours=2)
    assert followed.times() == 1


def test_an_address_that_is_switched_off_or_inside_is_not_asked(
    followed: Followed, workplace: Workplace
) -> None:
    before = len(followed.server.said.asked)
    number, now = followed.row().id, followed.clock() + timedelta(hours=1)
    look_at_calendar(followed.workplace, {"number": number}, now)
    trouble = followed.row().trouble
    assert trouble is not None
    assert "not on the public internet" in trouble["sentence"]
    look_at_calendar(workplace, {"number": number}, now + timedelta(days=1), ask=followed.ask)
    trouble = followed.row().trouble
    assert trouble is not None
    assert "switched off" in trouble["sentence"]
    assert len(followed.server.said.asked) == before


def test_each_that_is_due_is_put_in_line_once(followed: Followed) -> None:
    def in_line() -> int:
        with followed.workplace.database.reading() as session:
            return len(session.exec(select(Job).where(Job.kind == LOOK_AT_CALENDAR)).all())

    follow_calendars_outside(followed.workplace, {}, followed.clock())
    assert in_line() == 0
    for _ in range(2):
        follow_calendars_outside(followed.workplace, {}, followed.clock() + timedelta(hours=1))
    assert in_line() == 1
