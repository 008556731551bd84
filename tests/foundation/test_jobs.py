"""Work for later: leased, retried, set aside; each once as long as nobody dies."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from booking.foundation.database import Database, retried
from booking.foundation.jobs import (
    ATTEMPTS_MAX,
    GAP_MAX,
    LEASE,
    Job,
    enqueue,
    finish_job,
    has_due_job,
    lease_job,
    postpone_job,
    repeat_job,
)
from booking.people.models import Team
from tests.together import together

NOON = datetime(2026, 3, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def kinds(session: Session) -> list[str]:
    return list(session.exec(select(Job.kind).order_by(col(Job.id))))


def test_the_longest_waiting_due_job_is_leased_first(database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "later", {}, due_at=NOON + SECOND)
        enqueue(session, "second", {}, due_at=NOON)
        enqueue(session, "first", {"n": 1}, due_at=NOON - SECOND)
    with database.writing() as session:
        leased = [lease_job(session, now=NOON) for _ in range(3)]
        assert [job and job.kind for job in leased] == ["first", "second", None]
        assert leased[0] is not None
        assert leased[0].task == {"n": 1}
        assert not has_due_job(session, now=NOON)
        assert has_due_job(session, now=NOON + SECOND)


def test_a_job_is_there_only_if_its_reason_is(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:  # noqa: PT012 -- a whole act
        enqueue(session, "mail", {}, due_at=NOON)
        session.add(Team(name="Spook", department_id=4711))
    with database.reading() as session:
        assert kinds(session) == []


def test_a_daily_job_is_put_in_once(database: Database) -> None:
    with database.writing() as session:
        for _ in range(2):
            enqueue(session, "tidy", {}, due_at=NOON, dedupe_key="tidy 2026-03-23")
        for _ in range(2):
            enqueue(session, "mail", {}, due_at=NOON)
    with database.reading() as session:
        assert kinds(session) == ["tidy", "mail", "mail"]


def test_a_worker_that_died_loses_its_job_to_another(database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "mail", {}, due_at=NOON)
    with database.writing() as session:
        assert lease_job(session, now=NOON) is not None
    with database.writing() as session:
        assert lease_job(session, now=NOON + LEASE - SECOND) is None
        again = lease_job(session, now=NOON + LEASE)
        assert again is not None
        assert again.attempt_count == 2
        finish_job(session, again)
    with database.reading() as session:
        assert kinds(session) == []


def test_who_outlived_their_lease_does_not_let_go_of_what_another_has(database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "mail", {}, due_at=NOON, dedupe_key="mail")
    late = NOON + LEASE
    with database.writing() as session:
        slow = lease_job(session, now=NOON)
    with database.writing() as session:
        assert lease_job(session, now=late) is not None
    assert slow is not None
    with database.writing() as session:
        repeat_job(session, slow, due_at=late, now=late)
        postpone_job(session, slow, error="away", now=late)
    with database.writing() as session:
        assert lease_job(session, now=late + LEASE - SECOND) is None


def test_a_failing_job_comes_back_after_longer_and_longer_and_is_set_aside_at_last(
    database: Database,
) -> None:
    with database.writing() as session:
        enqueue(session, "mail", {}, due_at=NOON)
    now, gaps = NOON, []
    for _ in range(ATTEMPTS_MAX):
        with database.writing() as session:
            job = lease_job(session, now=now)
            assert job is not None
            postpone_job(session, job, error="x" * 1000, now=now)
        with database.reading() as session:
            row = session.exec(select(Job)).one()
        gaps.append(row.due_at - now)
        now = row.due_at
    assert gaps == sorted(gaps)
    assert gaps[0] == timedelta(seconds=20)
    assert gaps[-1] == GAP_MAX
    assert sum(gaps, timedelta()) > timedelta(hours=48)  # a mail server may be away for two days
    assert row.set_aside_at is not None
    assert len(row.last_error or "") == 500
    with database.writing() as session:
        assert lease_job(session, now=now + timedelta(days=9)) is None


def test_a_periodic_job_is_never_set_aside(database: Database) -> None:
    with database.writing() as session:
        enqueue(session, "tidy", {}, due_at=NOON, dedupe_key="tidy")
        session.execute(update(Job).values(attempt_count=ATTEMPTS_MAX + 1))
        job = lease_job(session, now=NOON)
        assert job is not None
        repeat_job(session, job, due_at=NOON + SECOND, now=NOON, error="away")
    with database.writing() as session:
        assert lease_job(session, now=NOON) is None
        again = lease_job(session, now=NOON + SECOND)
        assert again is not None
        assert again.attempt_count == 1


@pytest.mark.slow
def test_many_workers_do_each_job_once(database: Database) -> None:
    count, workers = 120, 6
    with database.writing() as session:
        for n in range(count):
            enqueue(session, "mail", {"n": n}, due_at=NOON)
    done: Counter[int] = Counter()
    lock = threading.Lock()

    @retried
    def take() -> Job | None:
        with database.writing() as session:
            return lease_job(session, now=NOON)

    @retried
    def finish(job: Job) -> None:
        with database.writing() as session:
            finish_job(session, job)

    def work() -> None:
        while (job := take()) is not None:
            with lock:
                done[job.task["n"]] += 1
            finish(job)

    assert together(*[work] * workers) == []
    assert done == Counter(range(count))
    with database.reading() as session:
        assert kinds(session) == []
