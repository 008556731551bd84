"""Rounds are planned, walked and finished; by the facility team, and with no person in them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import inspect
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.foundation.journal import JournalEntry
from booking.occupancy.rounds.models import RoundSight
from booking.occupancy.rounds.operations import (
    CountedTooEarly,
    RoundCounted,
    RoundFinished,
    RoundInThePast,
    RoundThereAlready,
    count_spaces,
    drop_round,
    finish_round,
    plan_round,
    start_round,
)
from booking.occupancy.rounds.queries import latest_rounds, open_rounds, sights_of
from booking.occupancy.rounds.values import Seen, Sight
from booking.people.permissions import NotAllowed
from tests.town_hall import TownHall

HOUR = timedelta(hours=1)


def test_the_last_word_on_a_place_counts_until_the_round_is_finished(
    database: Database, hall: TownHall, now: datetime
) -> None:
    noor, desk = hall.act("noor", now), hall.spaces["D1"]
    with database.writing() as session:
        number = start_round(session, noor, hall.building)
        assert start_round(session, noor, hall.building) == number  # the same minute
        for seen, people in ((Seen.USED, 1), (Seen.EMPTY, 0)):
            count_spaces(session, noor, number, [Sight(desk, now, seen, people)], zone_id=1)
        assert sights_of(session, number) == {desk: Sight(desk, now, Seen.EMPTY, 0)}
        with pytest.raises(RoundCounted):
            drop_round(session, noor, number)
        finish_round(session, noor, number)
        with pytest.raises(RoundFinished):
            count_spaces(session, noor, number, [], zone_id=1)
        assert open_rounds(session) == []
        [one] = latest_rounds(session, count_max=5)
        assert (one.is_planned, one.is_finished, one.space_count) == (False, True, 1)


def test_a_plan_is_for_a_moment_to_come_and_once(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els = hall.act("els", now)
    with database.writing() as session:
        with pytest.raises(RoundInThePast):
            plan_round(session, els, hall.building, now)
        number = plan_round(session, els, hall.building, now + HOUR)
        with pytest.raises(RoundThereAlready):
            plan_round(session, els, hall.building, now + HOUR)
        ahead = Sight(hall.spaces["D1"], now + HOUR, Seen.USED, 1)
        with pytest.raises(CountedTooEarly):
            count_spaces(session, els, number, [ahead], zone_id=1)
        drop_round(session, els, number)
        assert open_rounds(session) == []


@pytest.mark.parametrize("name", ["bram", "samir", "ravi"])
def test_who_is_not_of_the_facility_team_counts_nothing(
    database: Database, hall: TownHall, now: datetime, name: str
) -> None:
    with database.writing() as session:
        number = start_round(session, hall.act("els", now), hall.building)
        other = hall.act(name, now)
        for attempt in (
            lambda: start_round(session, other, hall.building),
            lambda: plan_round(session, other, hall.building, now + HOUR),
            lambda: count_spaces(session, other, number, [], zone_id=1),
            lambda: finish_round(session, other, number),
            lambda: drop_round(session, other, number),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_neither_table_nor_journal_says_who_was_where(
    database: Database, hall: TownHall, now: datetime
) -> None:
    noor, desk = hall.act("noor", now), hall.spaces["D1"]
    with database.writing() as session:
        number = start_round(session, noor, hall.building)
        count_spaces(session, noor, number, [Sight(desk, now, Seen.USED, 1)], zone_id=7)
        columns = {column.name for column in inspect(RoundSight).columns}
        said = session.exec(
            select(JournalEntry).where(col(JournalEntry.action) == "count")
        ).one()  # fmt: skip
    assert columns == {"round_id", "space_id", "at", "seen", "person_count"}
    assert said.after == {"zone": 7, "spaces": 1}
