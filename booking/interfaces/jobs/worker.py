"""The worker: one thread in each process that takes jobs in turn, does them, and puts them away.

Which process does a job is decided by the lease in the database; a process that dies leaves
its job to the others when the lease runs out.
"""

import logging
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from booking.foundation.database import retried
from booking.foundation.errors import Unavailable
from booking.foundation.jobs import (
    ATTEMPTS_MAX,
    Job,
    enqueue,
    finish_job,
    has_due_job,
    lease_job,
    postpone_job,
    repeat_job,
)
from booking.interfaces.jobs.external_calendars import LOOK_AT_CALENDAR
from booking.interfaces.jobs.registry import HANDLERS, PERIODIC
from booking.interfaces.jobs.workplace import Workplace
from booking.messages.incoming.operations import HANDLE_MAIL, handle_all_again
from booking.occupancy.scenarios.operations import RECKON

log = logging.getLogger("booking.jobs")

IDLE_SECONDS = 1.0
RESTS_EACH = 9
"""So many times as long as it worked it rests: a tenth of the interpreter is for jobs."""
REST_SECONDS_MAX = 3.0
TROUBLE_SECONDS = 5.0
STOP_SECONDS = 2.0
MORE_AFTER = timedelta(seconds=2)
"""A periodic job that did not come to its end goes on then: whatever else is due comes first."""
KINDS_LAST = {HANDLE_MAIL, LOOK_AT_CALENDAR, RECKON}
"""Anybody can send us as much mail as they like, and keep us waiting; a scenario takes minutes.
Letters and deadlines do not wait for them."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Worker:
    """``start`` and ``stop`` go with the life of the app."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = replace(workplace, rest=self._rest)
        self._is_stopping = threading.Event()
        self._worked_until = 0.0
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand. One that hangs on a mail server is left to its lease."""
        self._is_stopping.set()
        self._thread.join(STOP_SECONDS)

    def _rest(self) -> None:
        """Leave the interpreter to who is being served, by what this thread took of it since."""
        worked = time.thread_time() - self._worked_until
        self._is_stopping.wait(min(worked * RESTS_EACH, REST_SECONDS_MAX))
        self._worked_until = time.thread_time()

    def _run(self) -> None:
        is_prepared = False
        while not self._is_stopping.is_set():
            try:
                if not is_prepared:
                    prepare(self.workplace)
                    is_prepared = True
                pause = 0.0 if do_one_job(self.workplace) else IDLE_SECONDS
                self._rest()
            except Unavailable as trouble:
                log.warning("no work for now", extra={"cause": str(trouble)})
                pause = TROUBLE_SECONDS
            except Exception:
                log.exception("the worker stumbled")
                pause = TROUBLE_SECONDS
            self._is_stopping.wait(pause)


@retried
def prepare(workplace: Workplace) -> None:
    """Put the periodic jobs in line; what is there already stays."""
    now = workplace.clock()
    with workplace.database.writing() as session:
        for kind, every in PERIODIC.items():
            enqueue(session, kind, {}, due_at=next_turn(every, now), dedupe_key=kind)
        handle_all_again(session, now=now)


def do_one_job(workplace: Workplace) -> bool:
    """Lease, do and put away the longest waiting job; False when there is none."""
    with workplace.database.reading() as session:
        if not has_due_job(session, now=workplace.clock()):
            return False
    job = _lease(workplace)
    if job is None:
        return False
    is_more, error = _attempt(workplace, job)
    _put_away(workplace, job, error, is_more=is_more)
    return True


def next_turn(every: timedelta, now: datetime) -> datetime:
    """The first whole multiple of ``every`` after ``now``: the same in each process."""
    return EPOCH + ((now - EPOCH) // every + 1) * every


@retried
def _lease(workplace: Workplace) -> Job | None:
    with workplace.database.writing() as session:
        return lease_job(session, now=workplace.clock(), kinds_last=KINDS_LAST)


def _attempt(workplace: Workplace, job: Job) -> tuple[bool, str | None]:
    """Do the job; returns whether there is more of it, and what went wrong, or None."""
    if job.attempt_count > ATTEMPTS_MAX:
        return False, "never finished: each process that took it died"
    try:
        return bool(HANDLERS[job.kind](workplace, job.task, workplace.clock())), None
    except Exception as error:  # whatever a job raises, the next one goes on
        log.exception("job failed", extra={"kind": job.kind, "job": job.id,
                                           "attempt": job.attempt_count})  # fmt: skip
        return False, f"{type(error).__name__}: {error}"


@retried
def _put_away(workplace: Workplace, job: Job, error: str | None, *, is_more: bool) -> None:
    now = workplace.clock()
    with workplace.database.writing() as session:
        if job.dedupe_key in PERIODIC:  # one that was put in between is done once
            due_at = now + MORE_AFTER if is_more else next_turn(PERIODIC[job.kind], now)
            repeat_job(session, job, due_at=due_at, now=now, error=error)
        elif error is None:
            finish_job(session, job)
        else:
            postpone_job(session, job, error=error, now=now)
