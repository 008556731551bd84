"""Reservations of another system on a real database: once, never double, and as they were."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, func, select

from booking.foundation.database import Database, retried
from booking.foundation.journal import JournalEntry, seal_entries
from booking.foundation.local_time import day_of, local_day
from booking.foundation.periods import Period
from booking.foundation.settings import Settings
from booking.foundation.texts import speaking
from booking.messages.models import Letter
from booking.messages.news import tell_news
from booking.messages.news_read import has_news
from booking.occupancy.facts import recount_dirty
from booking.occupancy.models import FactDay
from booking.people.models import Person
from booking.people.permissions import NotAllowed
from booking.reservations.imports.operations import Run, take_over
from booking.reservations.imports.queries import holders, partner_numbers
from booking.reservations.imports.rules import Ground
from booking.reservations.imports.series import join_series
from booking.reservations.imports.values import Fate, Foreign, Outcome, Standing, System, keys_in
from booking.reservations.models import Claim, Reservation
from booking.reservations.operations import change, reserve, wish_of
from booking.reservations.restoring import mark_restored
from booking.reservations.series.models import Series
from booking.reservations.series.queries import gaps_of, occurrences_of
from booking.reservations.settling import due
from booking.reservations.values import ReservationState, Wish
from booking.spaces.models import Closure, ExternalTime
from booking.spaces.operations import raise_stock_version
from booking.spaces.values import ClosureKind
from tests.messages.test_outbox import settings
from tests.town_hall import TownHall, at

TUESDAY = date(2026, 3, 24)
LAST_TUESDAY = date(2026, 3, 17)
JOOST = "joost@voorbeeldstad.example"

__all__ = ["settings"]


@dataclass
class Moving:
    """Takes rows over as Samir, who is an administrator; reads what came of it."""

    database: Database
    hall: TownHall
    now: datetime
    who: str = "samir"
    holder: str = ""

    def __call__(
        self, rows: Sequence[Foreign], *, is_trial: bool = False, is_update: bool = False
    ) -> list[Outcome]:
        run = Run(System.MRBS, self._ground(), is_trial, is_update)
        return self._done(run, rows)

    @retried
    def _done(self, run: Run, rows: Sequence[Foreign]) -> list[Outcome]:
        act = self.hall.act(self.who, self.now)
        with self.database.writing() as session:
            found = take_over(session, act, run, rows)
            if not run.is_trial:
                join_series(session, act, found)
            return found

    def _ground(self) -> Ground:
        rooms: dict[str, int | None] = {**self.hall.spaces, "kast": None}
        with self.database.reading() as session:
            people = holders(session, today=day_of(self.now))
            return Ground(rooms, people, partner_numbers(session), people.get(self.holder),
                          self.holder)  # fmt: skip

    def stored(self) -> list[Reservation]:
        with self.database.reading() as session:
            return list(session.exec(select(Reservation).order_by(col(Reservation.starts_at))))

    def count(self, table: Any) -> int:
        with self.database.reading() as session:
            return session.exec(select(func.count()).select_from(table)).one()


@pytest.fixture
def move_in(database: Database, hall: TownHall, now: datetime) -> Moving:
    return Moving(database, hall, now)


def row(begin: str, end: str, *, day: date = TUESDAY, **more: Any) -> Foreign:
    usual = {"key": f"{day} {begin}", "place": f"entry {day} {begin}", "room": "beuk",
             "email": JOOST, "title": "Overleg"}  # fmt: skip
    return Foreign(period=at(day, begin, end), **(usual | more))


def fates(outcomes: Sequence[Outcome]) -> list[Fate]:
    return [outcome.fate for outcome in outcomes]


def why(outcome: Outcome) -> str:
    with speaking("en"):
        return " ".join(str(said) for said in outcome.said)


def test_what_lasts_over_midnight_is_held_against_external_calendars_on_both_days(
    move_in: Moving, database: Database, hall: TownHall
) -> None:
    night = at(TUESDAY + timedelta(days=1), "00:00", "03:00")
    with database.writing() as session:
        raise_stock_version(session)
        session.add(ExternalTime(calendar_id=1, space_id=hall.spaces["beuk"], uid="1",
                                 starts_at=night.starts_at, ends_at=night.ends_at,
                                 is_holding=True))  # fmt: skip
    late = row("22:00", "23:00")
    long = replace(late, period=Period(late.period.starts_at, night.ends_at))
    [outcome] = move_in([long])
    assert outcome.fate is Fate.REFUSED
    assert "taken by an external calendar" in why(outcome)
    assert fates(move_in([late])) == [Fate.TAKEN]


def test_a_meeting_that_gets_a_second_room_stays_what_it_is_and_goes_back(
    move_in: Moving, hall: TownHall
) -> None:
    def meeting(*rooms: str) -> list[Foreign]:
        keys = [keys_in("m", room, has_others=len(rooms) > 1) for room in rooms]
        return [row("09:00", "10:00", room=room, place=f"entry {room}", **each._asdict())
                for room, each in zip(rooms, keys, strict=True)]  # fmt: skip

    assert fates(move_in(meeting("beuk"))) == [Fate.TAKEN]
    assert fates(move_in(meeting("beuk", "raadzaal"))) == [Fate.SAME, Fate.TAKEN]
    assert fates(move_in(meeting("raadzaal"))) == [Fate.SAME]
    assert fates(move_in(meeting("raadzaal", "beuk"))) == [Fate.SAME, Fate.SAME]
    assert fates(move_in(meeting("beuk"))) == [Fate.SAME]
    assert fates(move_in(meeting("linde"), is_update=True)) == [Fate.UPDATED], "it moved"
    assert len(move_in.stored()) == 2


@pytest.mark.parametrize("is_update", [False, True])
def test_what_was_cancelled_over_there_since_is_for_somebody_to_cancel(
    move_in: Moving, is_update: bool
) -> None:
    rows = [row("09:00", "10:00"), row("09:00", "10:00", day=LAST_TUESDAY)]
    move_in(rows)
    gone = [replace(each, standing=Standing.GONE) for each in rows]
    coming, past = move_in(gone, is_update=is_update)
    assert fates([coming, past]) == [Fate.CHANGED, Fate.LEFT_OUT]
    assert coming.uid == move_in.stored()[1].uid
    assert "Cancel it here yourself" in why(coming)


def test_what_was_not_touched_here_follows_after_a_restore_too(
    move_in: Moving, database: Database, hall: TownHall
) -> None:
    rows = [row("09:00", "10:00"), row("10:00", "11:00")]
    move_in(rows)
    touched = move_in.stored()[1]
    with database.writing() as session:
        wish = replace(wish_of(session, touched), title="Hier veranderd")
        change(session, hall.act("joost", move_in.now), touched.uid, wish, rev=touched.rev)
        mark_restored(session, now=move_in.now)
    renamed = [replace(each, title="Daar veranderd") for each in rows]
    assert fates(move_in(renamed, is_update=True)) == [Fate.UPDATED, Fate.CHANGED]


def test_it_comes_once_and_is_the_same_the_second_time(move_in: Moving) -> None:
    rows = [row("09:00", "10:00", is_private=True), row("10:00", "12:00"),
            row("09:00", "10:00", day=LAST_TUESDAY)]  # fmt: skip
    assert fates(move_in(rows, is_trial=True)) == [Fate.TAKEN, Fate.TAKEN, Fate.HISTORY]
    assert not move_in.stored(), "a trial stores nothing"
    assert fates(move_in(rows)) == [Fate.TAKEN, Fate.TAKEN, Fate.HISTORY]
    past, first, second = move_in.stored()
    assert first.period == rows[0].period
    assert (first.holder_id, first.creator_id) == (
        move_in.hall.cast["joost"].id, move_in.hall.cast["samir"].id,
    )  # fmt: skip
    assert (first.title, first.visibility, second.visibility) == (
        "Overleg", "private", "colleagues",
    )  # fmt: skip
    assert past.due_at is None, "nobody is asked to check in to the past"
    written = move_in.count(JournalEntry)
    assert fates(move_in(rows)) == [Fate.SAME] * 3
    assert (move_in.count(Reservation), move_in.count(JournalEntry)) == (3, written)


def test_half_done_is_gone_on_with(move_in: Moving) -> None:
    rows = [row(f"{hour:02}:00", f"{hour:02}:45") for hour in range(9, 15)]
    move_in(rows[:3])
    assert fates(move_in(rows)) == [Fate.SAME] * 3 + [Fate.TAKEN] * 3
    assert move_in.count(Claim) == len(rows)


@pytest.mark.parametrize("is_trial", [True, False])
def test_a_place_is_never_given_out_twice(
    move_in: Moving, database: Database, hall: TownHall, now: datetime, *, is_trial: bool
) -> None:
    with database.writing() as session:
        ours = reserve(session, hall.act("fatima", now),
                       Wish((hall.spaces["linde"],), at(TUESDAY, "09:00", "10:00")))  # fmt: skip
    outcomes = move_in([
        row("09:30", "10:30", room="linde_a"), row("13:00", "14:00"),
        row("13:30", "14:30", key="twin"), row("14:00", "15:00", key="next"),
        row("16:00", "17:00", key="next", place="entry 9"),
    ], is_trial=is_trial)  # fmt: skip
    assert fates(outcomes) == [
        Fate.REFUSED, Fate.TAKEN, Fate.REFUSED, Fate.TAKEN, Fate.REFUSED,
    ]  # fmt: skip
    assert why(outcomes[0]).endswith(f"by a reservation that is here: {ours.uid}.")
    assert f"by entry {TUESDAY} 13:00 of the same file" in why(outcomes[2])
    assert why(outcomes[4]) == f"This is at entry {TUESDAY} 14:00 as well."


def test_house_rules_do_not_bind_what_was_agreed_before_them(move_in: Moving) -> None:
    far = row("19:00", "23:00", day=date(2028, 6, 1), attendee_count=30)
    [outcome] = move_in([far])
    assert outcome.fate is Fate.TAKEN
    assert why(outcome) == ("Outside the opening hours: it does not count as occupied. "
                            "There are more people than seats.")  # fmt: skip


def test_what_cannot_be_taken_over_and_why(
    move_in: Moving, database: Database, hall: TownHall
) -> None:
    closed = local_day(date(2026, 5, 5))
    with database.writing() as session:
        session.add(Closure(building_id=hall.building, starts_at=closed.starts_at,
                            ends_at=closed.ends_at, reason="Verbouwing",
                            kind=ClosureKind.CLOSURE))  # fmt: skip
    rows = [
        row("09:00", "10:00", key="a", room="zolder"), row("09:00", "10:00", key="b", room="kast"),
        row("09:00", "10:00", key="c", email="weg@x.example"),
        row("09:00", "10:00", key="d", day=date(2019, 1, 7)),
        row("09:00", "10:00", key="e", day=date(2026, 5, 5)),
        replace(row("09:00", "10:00", key="f"), period=at(TUESDAY, "09:00", "10:00").padded(
            before=timedelta(0), after=timedelta(days=8))),
        row("09:00", "10:00", key="g", standing=Standing.GONE),
        row("09:00", "10:00", key="h", standing=Standing.ASKED, day=LAST_TUESDAY),
        row("09:00", "10:00", key="i", partner="Onbekend"),
    ]  # fmt: skip
    outcomes = move_in(rows)
    assert [why(outcome) for outcome in outcomes] == [
        "This room has no place in the file of rooms yet.",
        "The file of rooms says that this room stays behind.",
        "Nobody here is called weg@x.example. Say for whom it is, with --holder.",
        "De Beuk is not there on that day. When did it come into use?",
        "De Beuk is closed then.",
        "It lasts longer than 7 days. Close the room instead.",
        "It was cancelled over there.",
        "It was asked for, and never answered.",
        "There is no partner called Onbekend.",
    ]
    assert not move_in.stored()


def test_for_whom_it_is(move_in: Moving, database: Database, hall: TownHall) -> None:
    with database.writing() as session:
        session.get_one(Person, hall.cast["joost"].id).disabled_at = move_in.now
    move_in.holder = "els@voorbeeldstad.example"
    outcomes = move_in([
        row("09:00", "10:00", day=LAST_TUESDAY), row("09:00", "10:00"),
        row("11:00", "12:00", email="", person="Piet"),
        row("13:00", "14:00", email="ravi@voorbeeldstad.example"),
        row("15:00", "16:00", email="", partner="regiopolitie"),
    ])  # fmt: skip
    assert why(outcomes[2]) == f"Nobody here is called Piet: held for {move_in.holder}."
    past, *coming = move_in.stored()
    cast = hall.cast
    assert past.holder_id == cast["joost"].id, "who left has a past"
    assert [r.holder_id for r in coming] == [
        cast["els"].id, cast["els"].id, cast["ravi"].id, cast["els"].id,
    ]  # fmt: skip
    assert [r.partner_id for r in coming] == [
        None, None, cast["ravi"].partner_id, cast["pia"].partner_id,
    ]  # fmt: skip


def test_what_was_asked_for_there_is_asked_for_here(move_in: Moving, hall: TownHall) -> None:
    move_in([row("09:00", "10:00", room="raadzaal", standing=Standing.ASKED),
             row("13:00", "14:00", room="raadzaal")])  # fmt: skip
    asked, firm = move_in.stored()
    assert asked.state is ReservationState.REQUESTED
    assert asked.answer_by is not None
    assert asked.answer_by <= asked.starts_at
    assert firm.state is ReservationState.CONFIRMED, "who said yes there is not asked again"


def test_what_changed_there_comes_only_when_asked_for(
    move_in: Moving, database: Database, hall: TownHall, now: datetime
) -> None:
    first, second, gone = row("09:00", "10:00"), row("11:00", "12:00"), row("13:00", "14:00")
    move_in([first, second, gone])
    with database.writing() as session:
        mine = session.exec(select(Reservation).where(
            Reservation.starts_at == second.period.starts_at)).one()  # fmt: skip
        change(session, hall.act("joost", now), mine.uid,
               replace(wish_of(session, mine), title="Van hier"), rev=1)  # fmt: skip
    moved = [replace(first, period=at(TUESDAY, "09:30", "10:30"), room="linde_a"),
             replace(second, title="Van daar"), gone]  # fmt: skip
    assert fates(move_in(moved)) == [Fate.CHANGED, Fate.CHANGED, Fate.SAME]
    tried = move_in(moved, is_trial=True, is_update=True)
    done = move_in(moved, is_update=True)
    assert fates(tried) == fates(done) == [Fate.UPDATED, Fate.CHANGED, Fate.SAME]
    assert why(done[1]) == "It was changed on both sides since; here it stays as it is."
    stored = move_in.stored()
    assert [r.period for r in stored] == [moved[0].period, second.period, gone.period]
    assert stored[1].title == "Van hier"
    assert fates(move_in(moved, is_update=True)) == [Fate.SAME, Fate.CHANGED, Fate.SAME]
    assert fates(move_in([row("09:00", "09:30", key="new")])) == [Fate.TAKEN], "it let go"


def test_dates_that_belonged_together_are_a_series(move_in: Moving, database: Database) -> None:
    days = [TUESDAY + timedelta(weeks=n) for n in range(-2, 8)]
    rows = [row("09:00", "10:00", day=day, series="9") for day in days]
    rows[5] = replace(rows[5], period=at(days[5], "13:00", "14:00"))
    del rows[7]
    move_in([row("09:30", "10:30", day=days[6], key="before")])
    outcomes = move_in(rows)
    assert fates(outcomes).count(Fate.TAKEN) == 6
    with database.reading() as session:
        series = session.exec(select(Series)).one()
        held = [day_of(r.starts_at) for r in occurrences_of(session, series)]
        gaps = {gap.day: gap.reasons for gap in gaps_of(session, series)}
    assert series.rule.startswith("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=")
    assert held == [days[n] for n in (2, 3, 4, 8, 9)], "what is past, or at another hour, is alone"
    assert gaps == {days[5]: "not-there", days[6]: "taken", days[7]: "not-there"}
    assert fates(move_in(rows)).count(Fate.SAME) == 8
    assert move_in.count(Series) == 1


def test_nobody_gets_a_letter(
    move_in: Moving, database: Database, now: datetime, settings: Settings
) -> None:
    rows = [row("09:00", "10:00"),
            row("13:00", "14:00", room="raadzaal", standing=Standing.ASKED)]  # fmt: skip
    move_in(rows)
    move_in([replace(each, room="linde") for each in rows], is_update=True)
    with database.writing() as session:
        assert seal_entries(session) == 4
        tell_news(session, settings, now=now)
        assert not has_news(session)
    assert move_in.count(Letter) == 0


def test_history_counts_in_the_figures_and_the_house_settles_none_of_it(
    move_in: Moving, database: Database, hall: TownHall, now: datetime
) -> None:
    nine = at(LAST_TUESDAY, "09:00", "10:00").starts_at
    move_in([
        row("09:00", "10:00", day=LAST_TUESDAY, came_at=nine),
        row("10:00", "12:00", day=LAST_TUESDAY),
        row("13:00", "14:00", day=LAST_TUESDAY, is_known_to_stay_away=True),
    ])  # fmt: skip
    with database.writing() as session:
        assert not due(session, now=now)
        recount_dirty(session, today=day_of(now), days_max=100)
        fact = session.exec(select(FactDay).where(
            FactDay.day == LAST_TUESDAY.toordinal(), FactDay.space_id == hall.spaces["beuk"],
        )).one()  # fmt: skip
    assert (fact.booked_minutes, fact.used_minutes, fact.reservation_count) == (240, 60, 3)
    assert (fact.no_show_count, fact.check_in_count) == (1, 1), "of one nobody knows"


@pytest.mark.parametrize("who", ["fatima", "noor", "ravi"])
def test_who_may_not(move_in: Moving, who: str) -> None:
    move_in.who = who
    with pytest.raises(NotAllowed):
        move_in([row("09:00", "10:00")])
    assert not move_in.stored()
