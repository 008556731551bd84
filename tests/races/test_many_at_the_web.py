"""Fifty people at two servers want what there is one of: a move, a series, an answer, an offer.

Each has the real form open before the race. One gets it; the others read in words why not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, col, select

from booking.foundation.database import Database
from booking.interfaces.clock import system_clock
from booking.people.models import Person
from booking.people.queries import principal_of
from booking.people.values import Act, Principal
from booking.reservations.models import Answer, Reservation
from booking.reservations.operations import reserve
from booking.reservations.quota.operations import set_quota
from booking.reservations.quota.values import Per, QuotaTerms, Subject
from booking.reservations.series.models import Series
from booking.reservations.values import HOLDING, Needs, ReservationState, Wish
from booking.reservations.waiting.operations import join
from booking.reservations.waiting.values import Wanted
from booking.spaces.values import SpaceKind
from tests.races.inspection import doubles, expected_claims, stored_claims
from tests.races.servers import (
    Server,
    Visitor,
    coming_monday,
    people_of,
    serving,
    sessions_of_els,
    visiting,
)
from tests.together import all_at_once
from tests.town_hall import TownHall, at

pytestmark = pytest.mark.slow
COUNT, WAITING, TABS = 50, 5, 10
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
ROOM, DONE, AWAY, REFUSED = "1.14", 303, 503, {409, 422}
Press = Callable[[], httpx.Response]


@dataclass
class House:
    """Two servers on one database, and fifty people of one team with a browser each."""

    database: Database
    hall: TownHall
    servers: list[Server]
    tokens: list[str]
    browsers: list[Visitor]
    people: list[Principal]
    monday: date
    now: datetime

    def act(self, n: int) -> Act:
        return Act(self.people[n], self.now)

    def rows(self) -> list[Reservation]:
        """All that hold something."""
        with self.database.reading() as session:
            held = col(Reservation.state).in_(HOLDING)
            return list(session.exec(select(Reservation).where(held)).all())

    def beuk(self, day: date, begin: str = "10:00", until: str = "11:00") -> Wish:
        return Wish((self.hall.spaces["beuk"],), at(day, begin, until))


def test_of_fifty_at_once_one_has_it_and_the_others_read_why_not(
    database: Database, hall: TownHall, tmp_path: Path
) -> None:
    tokens = people_of(database, COUNT)
    with database.writing() as session:
        people = _of_one_team(session, hall.cast["joost"])
    url = database.url.render_as_string(hide_password=False)
    with serving(url, tmp_path, count=2) as servers, visiting(servers, tokens) as browsers:
        monday, now = coming_monday(), system_clock()
        house = House(database, hall, servers, tokens, browsers, people, monday, now)
        for race in (_move, _repeat, _answer, _want_what_is_freed, _take_the_last_of_a_quota):
            race(house)
    assert doubles(database) == []
    with database.reading() as session:
        assert stored_claims(session) == expected_claims(session)


def _of_one_team(session: Session, colleague: Principal) -> list[Principal]:
    newcomers = select(Person).where(col(Person.name).like("Medewerker %"))
    people = session.exec(newcomers.order_by(col(Person.id))).all()
    for person in people:
        person.team_id = colleague.team_id
    session.flush()
    today = system_clock().date()
    found = [principal_of(session, person.id or 0, today=today) for person in people]
    return [person for person in found if person is not None]


def _race(presses: Sequence[Press], *, winners: int = 1) -> list[httpx.Response]:
    """What the winners were answered; the others were refused in words."""
    answers = all_at_once(presses, _until_answered)
    won = [answer for answer in answers if answer.status_code == DONE]
    lost = [answer for answer in answers if answer.status_code != DONE]
    assert {answer.status_code for answer in lost} <= REFUSED, [a.status_code for a in lost]
    assert all('role="alert"' in answer.text for answer in lost)
    assert len(won) == winners
    return won


def _until_answered(press: Press) -> httpx.Response:
    """A full house asks to come back in a moment, and then one presses again."""
    answer = press()
    while answer.status_code == AWAY:
        answer = press()
    return answer


def _room(browser: Visitor, room: str, day: date, begin: str, until: str) -> Press:
    fields = {"datum": day.isoformat(), "van": begin, "tot": until, "personen": "2"}
    return _filled(browser, browser.look(room), f"/ruimtes/{room}/reserveringen", fields)


def _filled(
    browser: Visitor, page: httpx.Response, action: str, fields: Mapping[str, str]
) -> Press:
    assert page.status_code == 200
    return partial(browser.send, page, action, dict(fields))


def _move(house: House) -> None:
    """Each has a quarter of an hour on other days, and wants the same hour instead."""
    with house.database.writing() as session:
        held = [reserve(session, house.act(n), _quarter(house, n)) for n in range(COUNT)]
        uids, before = [row.uid for row in held], {row.uid: row.period for row in held}
    slot = house.beuk(house.monday).period
    fields = {"datum": house.monday.isoformat(), "van": "10:00", "tot": "11:00", "plek": ROOM,
              "aantal": "2", "opstelling": "", "titel": "", "zichtbaarheid": "colleagues",
              "toelichting": ""}  # fmt: skip

    def open_form(n: int) -> Press:
        browser, here = house.browsers[n], f"/reserveringen/{uids[n]}"
        page = browser.client.get(f"{here}/wijzigen")
        return _filled(browser, page, f"{here}/wijziging", fields)

    [won] = _race(all_at_once(range(COUNT), open_form))
    moved = {row.uid: row.period for row in house.rows() if row.period != before[row.uid]}
    assert moved == {won.headers["location"].rpartition("/")[2]: slot}
    assert len(house.rows()) == COUNT


def _quarter(house: House, n: int) -> Wish:
    day = house.monday + DAY * (1 + n // (COUNT // 2))
    first = at(day, "08:00", "08:15").shifted(QUARTER * (n % (COUNT // 2)))
    return Wish((house.hall.spaces["beuk"],), first)


def _repeat(house: House) -> None:
    """All saw every date free, and asked for all or nothing."""
    day = house.monday + 3 * DAY
    fields = {"datum": day.isoformat(), "van": "10:00", "tot": "11:00", "personen": "2",
              "onderwerp": "", "zichtbaarheid": "colleagues", "herhaal": "week", "elke": "1",
              "dag": str(day.weekday()), "eind": "keer", "keer": "3"}  # fmt: skip
    here = f"/ruimtes/{ROOM}"

    def open_plan(browser: Visitor) -> Press:
        browser.look(ROOM)
        sent = {**browser.forms.pop(ROOM), **fields}
        plan = browser.client.post(f"{here}/reeksen/plan", data=sent)
        return _filled(browser, plan, f"{here}/reeksen", {"alles": "ja"})

    [won] = _race(all_at_once(house.browsers, open_plan))
    with house.database.reading() as session:
        [series] = session.exec(select(Series)).all()
        dates = session.exec(select(Reservation).where(Reservation.series_id == series.id)).all()
        assert won.headers["location"] == f"/reeksen/{series.uid}"
        assert len(dates) == 3


def _answer(house: House) -> None:
    """One request, approved on fifty screens."""
    with house.database.writing() as session:
        day = house.monday + 4 * DAY
        wish = Wish((house.hall.spaces["raadzaal"],), at(day, "14:00", "15:00"))
        uid = reserve(session, house.act(0), wish).uid
    screens = sessions_of_els(house.database, COUNT)
    here = f"/beheer/aanvragen/{uid}"
    with visiting(house.servers, screens) as els:

        def open_request(browser: Visitor) -> Press:
            return _filled(browser, browser.client.get(here), f"{here}/goedkeuring", {})

        _race(all_at_once(els, open_request))
    with house.database.reading() as session:
        assert len(session.exec(select(Answer)).all()) == 1
    [asked] = [row for row in house.rows() if row.uid == uid]
    assert asked.state is ReservationState.CONFIRMED


def _want_what_is_freed(house: House) -> None:
    """Some wait; who has it gives it back, and who passes by wants it at that very moment."""
    day = house.monday + 4 * DAY
    wish = house.beuk(day)
    with house.database.writing() as session:
        uid = reserve(session, house.act(0), wish).uid
        wanted = Wanted(SpaceKind.ROOM, Needs(wish.period), wish.space_ids[0])
        line = [join(session, house.act(n), wanted).uid for n in range(1, WAITING + 1)]
    passers_by = house.browsers[WAITING + 1 :]

    def wanting(browser: Visitor) -> Press:
        return _room(browser, ROOM, day, "10:00", "11:00")

    here = f"/reserveringen/{uid}"
    with visiting(house.servers, [house.tokens[0]] * TABS) as tabs:
        ending = [_filled(tab, tab.client.get(f"{here}/annuleren"), f"{here}/annulering", {})
                  for tab in tabs]  # fmt: skip
        _race([*ending, *all_at_once(passers_by, wanting)], winners=TABS)
    [offer] = [row for row in house.rows() if row.period == wish.period]
    assert (offer.state, offer.holder_id) == (ReservationState.OPTION, house.people[1].id)

    here = f"/wachtlijst/{line[0]}"
    with visiting(house.servers, [house.tokens[1]] * TABS) as tabs:
        taking = [_filled(tab, tab.client.get(here), f"{here}/aanvaarding", {}) for tab in tabs]
        won = _race([*taking, *all_at_once(passers_by[::2], wanting)], winners=TABS)
    assert {answer.headers["location"] for answer in won} == {f"/reserveringen/{offer.uid}"}
    [taken] = [row for row in house.rows() if row.period == wish.period]
    assert (taken.state, taken.uid) == (ReservationState.CONFIRMED, offer.uid)


def _take_the_last_of_a_quota(house: House) -> None:
    """Each wants an hour that is free, in another room or at another time: the team has one."""
    week = house.monday + 7 * DAY  # one date of the series lies in it
    terms = QuotaTerms(Subject.TEAM, house.people[0].team_id, SpaceKind.ROOM, Per.WEEK, 2)
    with house.database.writing() as session:
        set_quota(session, house.hall.act("els", house.now), terms, begins=week, until=None)

    def wanting(n: int) -> Press:
        browser, room = house.browsers[n], ("1.12A", "1.12B")[n % 2]
        day, hour = week + DAY * (n // 2 % 5), 8 + n // 10
        return _room(browser, room, day, f"{hour:02}:00", f"{hour + 1:02}:00")

    before = len(house.rows())
    _race(all_at_once(range(COUNT), wanting))
    assert len(house.rows()) == before + 1
