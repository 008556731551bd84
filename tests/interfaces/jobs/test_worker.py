"""Work in the background: done once, again after a failure, and never in somebody's way."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from sqlmodel import select

from booking.foundation.database import Database
from booking.foundation.doors import Door
from booking.foundation.jobs import ATTEMPTS_MAX, Job, enqueue
from booking.foundation.journal import JournalEntry, first_broken_seal, unsealed_count
from booking.interfaces.jobs.registry import HANDLERS, PERIODIC
from booking.interfaces.jobs.worker import Worker, do_one_job, next_turn, prepare
from booking.interfaces.jobs.workplace import Task, Workplace
from tests.interfaces.jobs.conftest import Clock, Mailbox, do_all, post


def jobs(database: Database) -> list[Job]:
    with database.reading() as session:
        return list(session.exec(select(Job).order_by(Job.id)))  # type: ignore[arg-type]


def test_a_job_that_fails_does_not_hold_up_the_next(
    workplace: Workplace, clock: Clock, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    done: list[str] = []

    def fail(_workplace: Workplace, _task: Task, _now: datetime) -> None:
        raise ValueError("no such desk")

    def work(_workplace: Workplace, task: Task, _now: datetime) -> None:
        done.append(task["what"])

    monkeypatch.setitem(HANDLERS, "fail", fail)
    monkeypatch.setitem(HANDLERS, "work", work)
    with workplace.database.writing() as session:
        enqueue(session, "fail", {}, due_at=clock.now)
        enqueue(session, "nobody knows", {}, due_at=clock.now)
        enqueue(session, "work", {"what": "this"}, due_at=clock.now)

    with caplog.at_level(logging.ERROR, "booking.jobs"):
        do_all(workplace)

    assert done == ["this"]
    assert [job.last_error for job in jobs(workplace.database)] == [
        "ValueError: no such desk", "KeyError: 'nobody knows'",
    ]  # fmt: skip
    assert len(caplog.records) == 2


def test_a_hopeless_job_is_set_aside(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []

    def fail(_workplace: Workplace, _task: Task, now: datetime) -> None:
        tries.append(now)
        raise ValueError

    monkeypatch.setitem(HANDLERS, "fail", fail)
    with workplace.database.writing() as session:
        enqueue(session, "fail", {}, due_at=clock.now)
    for _ in range(ATTEMPTS_MAX + 5):
        do_one_job(workplace)
        clock.move(hours=3)

    assert len(tries) == ATTEMPTS_MAX
    (job,) = jobs(workplace.database)
    assert job.set_aside_at is not None


def test_a_job_that_kills_its_process_is_set_aside_without_another_try(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[datetime] = []
    monkeypatch.setitem(HANDLERS, "kill", lambda _place, _task, now: tries.append(now))
    with workplace.database.writing() as session:
        enqueue(session, "kill", {}, due_at=clock.now)
        session.exec(select(Job)).one().attempt_count = ATTEMPTS_MAX

    do_one_job(workplace)

    assert tries == []
    (job,) = jobs(workplace.database)
    assert job.set_aside_at is not None


def test_a_job_of_a_process_that_died_is_done_by_another_when_the_lease_ends(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As SIGKILL: nothing of ours runs after it."""

    done: list[datetime] = []

    def die(_workplace: Workplace, _task: Task, _now: datetime) -> None:
        raise Killed

    monkeypatch.setitem(HANDLERS, "work", die)
    with workplace.database.writing() as session:
        enqueue(session, "work", {}, due_at=clock.now)
    with pytest.raises(Killed):
        do_one_job(workplace)

    monkeypatch.setitem(HANDLERS, "work", lambda _place, _task, now: done.append(now))
    assert do_all(workplace) == 0, "still leased"
    clock.move(minutes=5)
    assert do_all(workplace) == 1
    assert done == [clock.now]


def test_several_workers_do_each_job_once(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    monkeypatch.setitem(HANDLERS, "work", lambda _place, task, _now: done.append(task["n"]))
    with workplace.database.writing() as session:
        for n in range(40):
            enqueue(session, "work", {"n": n}, due_at=clock.now)
    places = [replace(workplace, database=Database(str_url(workplace))) for _ in range(4)]
    barrier = threading.Barrier(len(places))

    def work(place: Workplace) -> None:
        barrier.wait()
        while jobs(place.database):
            do_one_job(place)

    threads = [threading.Thread(target=work, args=(place,)) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for place in places:
        place.database.dispose()

    assert sorted(done) == list(range(40))


def str_url(workplace: Workplace) -> str:
    return workplace.database.url.render_as_string(hide_password=False)


def test_periodic_work_stands_in_line_once_however_many_processes_start(
    workplace: Workplace, clock: Clock
) -> None:
    prepare(workplace)
    prepare(workplace)

    assert sorted(job.kind for job in jobs(workplace.database)) == sorted(PERIODIC)
    assert all(job.due_at > clock.now for job in jobs(workplace.database))


def test_the_journal_is_sealed_within_seconds_and_again(workplace: Workplace, clock: Clock) -> None:
    prepare(workplace)
    for n in (1, 2):
        with workplace.database.writing() as session:
            session.add(JournalEntry(at=clock.now, door=Door.WEB, action=f"act {n}",
                                     subject_kind="test", subject_id=str(n)))  # fmt: skip
        clock.move(seconds=11)
        do_all(workplace)

    with workplace.database.reading() as session:
        assert unsealed_count(session) == 0
        entries = session.exec(select(JournalEntry).order_by("seal_number")).all()
        assert first_broken_seal(entries) is None
        assert len(entries) == 2


def test_a_periodic_job_that_fails_keeps_its_turn(
    workplace: Workplace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_workplace: Workplace, _task: Task, _now: datetime) -> None:
        raise ValueError("once more")

    monkeypatch.setitem(HANDLERS, "seal_journal", fail)
    prepare(workplace)
    for _ in range(ATTEMPTS_MAX + 2):
        clock.move(seconds=11)
        do_all(workplace)

    job = next(job for job in jobs(workplace.database) if job.kind == "seal_journal")
    assert job.set_aside_at is None
    assert job.last_error == "ValueError: once more"
    assert clock.now < job.due_at <= clock.now + PERIODIC["seal_journal"]


@pytest.mark.parametrize(
    ("every", "now", "turn"),
    [
        (timedelta(seconds=10), "09:00:00", "09:00:10"),
        (timedelta(seconds=10), "09:00:09.9", "09:00:10"),
        (timedelta(hours=1), "09:59:59", "10:00:00"),
    ],
)
def test_turns_are_the_same_in_each_process(every: timedelta, now: str, turn: str) -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-03-23T{clock}").replace(tzinfo=UTC)

    assert next_turn(every, at(now)) == at(turn)


def until(condition: Callable[[], bool]) -> bool:
    """Look again and again, for ten seconds at most."""
    end = monotonic() + 10
    while monotonic() < end:
        if condition():
            return True
        threading.Event().wait(0.05)
    return False


@pytest.mark.slow
def test_the_worker_thread_sends_what_is_posted_and_stops(
    workplace: Workplace, mailbox: Mailbox
) -> None:
    mailbox.open()
    worker = Worker(workplace)
    worker.start()
    post(workplace)
    assert until(lambda: len(mailbox.received) == 1)

    worker.stop()
    assert until(lambda: not worker._thread.is_alive())  # noqa: SLF001 -- others have a "jobs" too
