"""What was promised is held against what the journal and the reservations say."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from booking.foundation.database import Database
from booking.occupancy.agreements.models import ServiceAgreement
from booking.occupancy.agreements.operations import NothingAgreed, end_agreement, set_agreement
from booking.occupancy.agreements.queries import all_agreements, kept_between
from booking.occupancy.agreements.values import AgreementTerms, Kept
from booking.people.permissions import NotAllowed, NotThere
from booking.people.values import Act
from booking.reservations.changes import number_of
from booking.reservations.models import Answer, Reservation
from booking.reservations.operations import reserve
from booking.reservations.quota.values import Subject
from booking.reservations.requests import approve, decline
from booking.reservations.values import Wish
from booking.spaces.queries import current_stock
from tests.occupancy.days import add
from tests.town_hall import TownHall, at

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = date(2026, 4, 14)


def terms(hall: TownHall, *, answer: int | None = 4, hours: int | None = None) -> AgreementTerms:
    return AgreementTerms(Subject.PARTNER, hall.cast["ravi"].partner_id or 0, answer, 90, hours)


def asked(session: Session, hall: TownHall, now: datetime, days: int) -> Reservation:
    wish = Wish((hall.spaces["raadzaal"],), at(now.date() + days * DAY, "10:00", "12:00"))
    return reserve(session, hall.act("ravi", now), wish)


def told(session: Session, now: datetime, *, group_size_min: int = 10) -> Kept:
    first, last = date(2026, 3, 23), date(2026, 4, 12)
    [kept] = kept_between(session, current_stock(session), first, last, now=now,
                          group_size_min=group_size_min)  # fmt: skip
    return kept


def test_the_first_answer_counts_in_opening_hours(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Asked on Monday at nine: four hours of opening time are over at one."""
    later = now + 42 * DAY
    with database.writing() as session:
        set_agreement(session, hall.act("els", now), terms(hall), begins=now.date(), until=None)
        in_time, late, waiting = (asked(session, hall, now, days) for days in (7, 8, 9))
        approve(session, hall.act("els", now + 3 * HOUR), in_time.uid, rev=1)
        # at ten the next day: nine hours of Monday and two of Tuesday
        decline(session, hall.act("els", now + 25 * HOUR), late.uid, rev=1, reason="Vol.")
        kept = told(session, now + 26 * HOUR, group_size_min=3).answers
        assert kept is not None
        assert waiting.answer_by is not None
        assert (kept.count, kept.in_time_count) == (3, 1)  # what waits is past its time as well
        assert kept.median_minutes == 3 * 60
        early = told(session, now + 2 * HOUR + timedelta(minutes=1), group_size_min=0).answers
        assert early is not None
        asked(session, hall, later, 8)  # outside the months that are asked for
        again = told(session, later, group_size_min=3).answers
        assert told(session, later, group_size_min=4).answers is None  # of too few requests
    assert again is not None
    assert again.count == 3


def test_where_the_journal_is_silent_the_answer_itself_tells(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """As with reservations that were brought along from another system."""
    with database.writing() as session:
        set_agreement(session, hall.act("els", now), terms(hall), begins=now.date(), until=None)
        els, ravi = hall.cast["els"].id, hall.cast["ravi"]
        row = add(session, hall, ["raadzaal"], at(LATER, "10:00", "11:00"), created_at=now,
                  partner_id=ravi.partner_id, answer_by=now + HOUR)  # fmt: skip
        session.add(Answer(reservation_id=number_of(row), decider_id=els,
                           decided_at=now + 2 * HOUR, is_approved=True))  # fmt: skip
        session.flush()
        kept = told(session, now + 5 * DAY, group_size_min=1).answers
    assert kept is not None
    assert (kept.count, kept.in_time_count, kept.median_minutes) == (1, 1, 120)


def test_hours_of_rooms_are_added_and_those_of_one_person_are_not_told(
    database: Database, hall: TownHall, now: datetime
) -> None:
    """Ravi is alone with his partner; of the department of Fatima there are four."""
    with database.writing() as session:
        els = hall.act("els", now)
        set_agreement(session, els, terms(hall, answer=None, hours=365), begins=now.date(),
                      until=None)  # fmt: skip
        kept = told(session, now + DAY)
        assert (kept.agreed_minutes, kept.used_minutes) == (
            39 * 60,
            None,
        )  # until the month is over
        department = AgreementTerms(Subject.DEPARTMENT, 1, None, 90, 365)
        set_agreement(session, els, department, begins=now.date(), until=None)
        end_agreement(session, els, 1, ends=now.date())
        for space, hours in (("beuk", ("10:00", "12:00")), ("D1", ("13:00", "14:00"))):
            wish = Wish((hall.spaces[space],), at(now.date() + DAY, *hours))
            reserve(session, hall.act("fatima", now), wish)
        assert told(session, now + DAY).used_minutes is None
        assert told(session, now + DAY, group_size_min=2).used_minutes == 120  # the room only


def test_a_new_agreement_takes_the_place_of_the_old_from_its_day_on(
    database: Database, hall: TownHall, now: datetime
) -> None:
    els, today = hall.act("els", now), now.date()
    with database.writing() as session:
        for hours, begins in ((8, today - 90 * DAY), (4, today), (2, today + 60 * DAY)):
            set_agreement(session, els, terms(hall, answer=hours), begins=begins, until=None)
        set_agreement(session, els, terms(hall, answer=3), begins=today, until=None)
        found = [(it.terms.answer_hours, it.valid_from, it.valid_until)
                 for it in all_agreements(session)]  # fmt: skip
    assert found == [
        (8, today - 90 * DAY, today), (3, today, today + 60 * DAY), (2, today + 60 * DAY, None)
    ]  # fmt: skip


def test_who_does_not_run_the_house_agrees_nothing(
    database: Database, hall: TownHall, now: datetime
) -> None:
    def make(act: Act, wanted: AgreementTerms) -> None:
        set_agreement(session, act, wanted, begins=now.date(), until=None)

    with database.writing() as session:
        for name in ("noor", "samir", "bram", "ravi"):
            with pytest.raises(NotAllowed):
                make(hall.act(name, now), terms(hall))
        els = hall.act("els", now)
        with pytest.raises(NothingAgreed):
            make(els, terms(hall, answer=None))
        with pytest.raises(NotThere):
            make(els, AgreementTerms(Subject.PARTNER, 999, 4, 90, None))
        make(els, terms(hall))
        with pytest.raises(NotAllowed):
            end_agreement(session, hall.act("noor", now), 1, ends=now.date())
        assert len(session.exec(select(ServiceAgreement)).all()) == 1
