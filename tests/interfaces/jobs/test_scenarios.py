"""A what-if from asking to answer: kept, reckoned by a worker, stopped, reckoned again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.errors import Unavailable
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.interfaces.jobs.worker import do_one_job
from booking.interfaces.jobs.workplace import Workplace
from booking.occupancy.facts import rebuild
from booking.occupancy.scenarios.asking import Asked
from booking.occupancy.scenarios.models import WhatIf, WhatIfKind, WhatIfState
from booking.occupancy.scenarios.operations import (
    StillReckoning,
    keep,
    reckon_again,
    stop,
    throw_away,
)
from booking.occupancy.scenarios.phases import EmptyPhase, Phase
from booking.occupancy.scenarios.queries import (
    Kept,
    is_out_of_date,
    kept_what_ifs,
    what_if,
    without_few,
)
from booking.occupancy.scenarios.rules import NothingMeasured, PartnersTooFew
from booking.occupancy.scenarios.values import Basis, Scenario
from booking.occupancy.sizing.values import RoomClass
from booking.occupancy.sizing.wants import Terms
from booking.occupancy.values import Slice
from booking.people.permissions import NotAllowed, NotThere
from booking.reservations.values import PartyKind
from booking.spaces.models import SpaceTerm
from booking.spaces.queries import current_stock
from tests.interfaces.jobs.conftest import Clock, Mailbox, post
from tests.occupancy.days import MONDAY, add, touch_stock
from tests.together import all_at_once
from tests.town_hall import TownHall, at

WEEKS = 4
AFTER = MONDAY + timedelta(weeks=WEEKS)
BASIS = Basis(Terms(tuple(RoomClass(it, 2 * it) for it in (4, 8, 16, 60)), comfort_percent=100))


@pytest.fixture
def of(database: Database, hall: TownHall, clock: Clock) -> Slice:
    """Four weeks that were counted; each Tuesday two meetings of six at once."""
    with database.writing() as session:
        for week in range(WEEKS):
            tuesday = MONDAY + timedelta(days=7 * week + 1)
            for name in ("beuk", "raadzaal"):
                period = at(tuesday, "10:00", "11:00")
                add(session, hall, [name], period, checked_in_at=period.starts_at,
                    attendee_count=6)  # fmt: skip
        whole = Period(local_day(MONDAY).starts_at, local_day(AFTER).starts_at)
        rebuild(session, whole, today=AFTER)
    clock.now = local_day(AFTER).starts_at + timedelta(hours=10)
    return Slice(hall.building, MONDAY, AFTER - timedelta(days=1))


@pytest.fixture
def number(database: Database, hall: TownHall, clock: Clock, of: Slice) -> int:
    return kept(database, hall, clock, of, Asked(BASIS, Scenario(
        spaces_out=frozenset({hall.spaces["raadzaal"]}))))  # fmt: skip


def kept(database: Database, hall: TownHall, clock: Clock, of: Slice, asked: Asked) -> int:
    with database.writing() as session:
        return keep(session, hall.act("els", clock.now), "Zonder raadzaal", of, asked)


def shown(database: Database, number: int) -> Kept:
    with database.reading() as session:
        return what_if(session, number)


def do_all(workplace: Workplace) -> None:
    while do_one_job(workplace):
        pass


def test_a_scenario_is_reckoned_and_gives_the_same_again(
    workplace: Workplace, hall: TownHall, clock: Clock, number: int
) -> None:
    database = workplace.database
    assert shown(database, number).state is WhatIfState.WAITING
    do_all(workplace)
    first = shown(database, number)
    assert (first.state, first.percent, first.is_same) == (WhatIfState.DONE, 100, None)
    assert first.found is not None
    assert first.found.outcome is not None
    missed = [(it.weekday, it.party, it.count) for it in first.found.outcome.missed]
    assert missed == [(1, PartyKind.STAFF, WEEKS)]
    with database.writing() as session:
        reckon_again(session, hall.act("els", clock.now), number, tells_parties=True)
    do_all(workplace)
    again = shown(database, number)
    assert (again.found, again.version, again.is_same) == (first.found, first.version, True)
    with database.writing() as session:
        stop(session, hall.act("els", clock.now), number)
    assert shown(database, number) == again, "what is done is not stopped any more"
    with database.writing() as session:
        touch_stock(session)  # as a calendar that is followed does, many times a day
    with database.writing() as session:
        assert not is_out_of_date(session, current_stock(session), again)
        term = session.exec(select(SpaceTerm).where(SpaceTerm.space_id == hall.spaces["beuk"]))
        term.one().capacity += 2
        touch_stock(session)
    with database.reading() as session:
        assert is_out_of_date(session, current_stock(session), again)


@pytest.fixture
def stopping(workplace: Workplace, hall: TownHall, number: int) -> Iterator[Workplace]:
    """Els stops it while it is at work, at the first moment it looks."""

    def rest() -> None:
        with workplace.database.writing() as session:
            stop(session, hall.act("els", workplace.clock()), number)

    return replace(workplace, rest=rest)


def test_one_that_is_stopped_writes_nothing_more(stopping: Workplace, number: int) -> None:
    do_all(stopping)
    found = shown(stopping.database, number)
    assert (found.state, found.found) == (WhatIfState.STOPPED, None)
    assert 0 < found.percent < 100


def test_stopping_the_second_time_keeps_what_the_first_found(
    workplace: Workplace, hall: TownHall, clock: Clock, number: int
) -> None:
    do_all(workplace)
    with workplace.database.writing() as session:
        reckon_again(session, hall.act("els", clock.now), number, tells_parties=True)
        stop(session, hall.act("els", clock.now), number)
    do_all(workplace)
    found = shown(workplace.database, number)
    assert found.state is WhatIfState.DONE
    assert found.found is not None


def test_one_that_is_thrown_away_is_gone(
    workplace: Workplace, hall: TownHall, clock: Clock, number: int
) -> None:
    with workplace.database.writing() as session:
        throw_away(session, hall.act("els", clock.now), number)
    do_all(workplace)
    with workplace.database.reading() as session:
        assert kept_what_ifs(session, WhatIfKind.SCENARIO) == []
        with pytest.raises(NotThere):
            what_if(session, number)


def test_phases_are_found_and_what_closes_everything_is_said(
    workplace: Workplace, hall: TownHall, clock: Clock, of: Slice
) -> None:
    year_on = timedelta(weeks=52)
    phase = Phase("Noord", MONDAY + year_on, AFTER + year_on - timedelta(days=1),
                  frozenset({hall.zones["overleg"]}))  # fmt: skip
    everything = replace(phase, zones_out=frozenset(hall.zones.values()))
    plan, shut = (
        kept(workplace.database, hall, clock, of, Asked(BASIS, phases=(it,)))
        for it in (phase, everything)
    )
    do_all(workplace)
    found = shown(workplace.database, plan)
    assert found.asked.phases == (phase,)
    assert found.found is not None
    assert found.found.plans[0].phases[0].outcome.missed_count == WEEKS
    refused = shown(workplace.database, shut)
    assert refused.state is WhatIfState.REFUSED
    assert refused.refusal is not None
    assert refused.refusal[0].startswith("With this the whole house is closed")


def test_too_short_a_period_and_empty_phases_are_refused(
    workplace: Workplace, hall: TownHall, clock: Clock, of: Slice
) -> None:
    short = kept(workplace.database, hall, clock, replace(of, last=MONDAY), Asked(BASIS))
    do_all(workplace)
    assert shown(workplace.database, short).refusal is not None
    backwards = Phase("Leeg", AFTER, MONDAY, frozenset())
    for days, asked, refusal in (
        (replace(of, last=MONDAY - timedelta(days=1)), Asked(BASIS), NothingMeasured),
        (of, Asked(BASIS, phases=(backwards,)), EmptyPhase),
    ):
        with pytest.raises(refusal):
            kept(workplace.database, hall, clock, days, asked)


def test_nobody_but_who_sees_the_occupancy_may_touch_it(
    workplace: Workplace, hall: TownHall, clock: Clock, of: Slice, number: int
) -> None:
    bram = hall.act("bram", clock.now)
    with workplace.database.writing() as session:
        for attempt in (
            lambda: keep(session, bram, "Van mij", of, Asked(BASIS)),
            lambda: reckon_again(session, bram, number, tells_parties=True),
            lambda: stop(session, bram, number),
            lambda: throw_away(session, bram, number),
        ):
            with pytest.raises(NotAllowed):
                attempt()


def test_what_is_being_reckoned_is_not_begun_twice(
    database: Database, hall: TownHall, clock: Clock, number: int
) -> None:
    with database.writing() as session, pytest.raises(StillReckoning):
        reckon_again(session, hall.act("els", clock.now), number, tells_parties=True)
    with database.reading() as session:
        row = session.get(WhatIf, number)
        assert row is not None
        assert (row.run, day_of(row.created_at)) == (1, AFTER)


def test_letters_do_not_wait_for_a_scenario(
    workplace: Workplace, mailbox: Mailbox, number: int
) -> None:
    mailbox.open()
    post(workplace)
    while not mailbox.received:
        assert shown(workplace.database, number).state is WhatIfState.WAITING
        assert all_at_once([workplace], do_one_job) == [True]
    assert shown(workplace.database, number).state is WhatIfState.WAITING


def test_what_breaks_while_reckoning_is_told_and_can_be_asked_again(
    workplace: Workplace, hall: TownHall, clock: Clock, number: int
) -> None:
    def stumble() -> None:
        raise ZeroDivisionError

    do_all(replace(workplace, rest=stumble))
    broken = shown(workplace.database, number)
    assert broken.state is WhatIfState.REFUSED
    assert broken.refusal is not None
    assert broken.refusal[0].startswith("Something went wrong on our side.")
    with workplace.database.writing() as session:
        reckon_again(session, hall.act("els", clock.now), number, tells_parties=True)
    do_all(workplace)
    assert shown(workplace.database, number).state is WhatIfState.DONE


def test_the_house_that_is_away_for_a_moment_is_no_answer(
    workplace: Workplace, clock: Clock, number: int
) -> None:
    def away() -> None:
        raise Unavailable

    do_all(replace(workplace, rest=away))
    assert shown(workplace.database, number).state is WhatIfState.WAITING
    clock.move(minutes=1)
    do_all(workplace)
    assert shown(workplace.database, number).state is WhatIfState.DONE


def test_where_partners_became_few_figures_are_hidden_and_judged_anew(
    workplace: Workplace, hall: TownHall, clock: Clock, of: Slice
) -> None:
    database, els = workplace.database, hall.act("els", clock.now)
    of_partners, levelled, shut = (
        kept(database, hall, clock, of, Asked(BASIS, scenario))
        for scenario in (Scenario(partner_percent=50), Scenario(spread_percent=50),
                         Scenario(spaces_out=frozenset({hall.spaces["raadzaal"]})))
    )  # fmt: skip
    do_all(workplace)
    for number, is_hidden in ((of_partners, True), (levelled, True), (shut, False)):
        found = shown(database, number)
        assert without_few(found, tells_parties=True) == found
        told = without_few(found, tells_parties=False)
        assert (told.found is None, told.refusal is not None) == (is_hidden, is_hidden)
    with database.writing() as session:
        with pytest.raises(PartnersTooFew):
            reckon_again(session, els, of_partners, tells_parties=False)
        reckon_again(session, els, levelled, tells_parties=False)
    do_all(workplace)
    again = shown(database, levelled)
    assert without_few(again, tells_parties=False) == again
    assert again.found is not None
