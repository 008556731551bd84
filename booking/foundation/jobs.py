"""Work for later, kept in the same transaction as its reason; done at least once.

A worker leases a job for some minutes; when it dies, the lease runs out and another takes
over. The job's number is the idempotency key of whatever it does outside.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, Update, delete, or_, update
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking.foundation.columns import upsert

LEASE = timedelta(minutes=5)
ATTEMPTS_MAX = 40  # with growing gaps about three days
GAP_FIRST = timedelta(seconds=10)
GAP_MAX = timedelta(hours=2)


class Job(SQLModel, table=True):
    """One piece of work: ``kind`` names its handler, ``task`` its particulars."""

    __table_args__ = (Index("job_by_due", "due_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    task: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    dedupe_key: str | None = Field(default=None, unique=True)
    due_at: datetime
    leased_until: datetime | None = None
    attempt_count: int = 0
    last_error: str | None = None
    set_aside_at: datetime | None = None
    done_at: datetime | None = None
    """When a periodic job was last done; of the others nothing is left then."""


def enqueue(
    session: Session,
    kind: str,
    task: Mapping[str, Any],
    *,
    due_at: datetime,
    dedupe_key: str | None = None,
) -> None:
    """Add a job; one with a ``dedupe_key`` that is there already is left as it is."""
    row = {"kind": kind, "task": dict(task), "dedupe_key": dedupe_key, "due_at": due_at,
           "attempt_count": 0}  # fmt: skip
    session.execute(upsert(session, Job).values(row).on_conflict_do_nothing())


def hurry(session: Session, kind: str, *, now: datetime) -> None:
    """Let the periodic job ``kind`` not wait for its turn."""
    row = {"kind": kind, "task": {}, "dedupe_key": kind, "due_at": now, "attempt_count": 0}
    wanted = upsert(session, Job).values(row)
    session.execute(
        wanted.on_conflict_do_update(
            index_elements=["dedupe_key"],
            set_={"due_at": wanted.excluded.due_at},
            where=col(Job.due_at) > wanted.excluded.due_at,
        )
    )


def has_due_job(session: Session, *, now: datetime) -> bool:
    """Whether it pays to take a lease: asking this does not hold up any writer."""
    return session.exec(_due(now).limit(1)).first() is not None


def lease_job(session: Session, *, now: datetime, kinds_last: Collection[str] = ()) -> Job | None:
    """The longest waiting due job, leased for LEASE; None when there is nothing to do.

    Those of ``kinds_last``, of which there may be many, wait for all others.
    """
    waiting = _due(now).order_by(None)
    in_turn = waiting.order_by(col(Job.kind).in_(kinds_last), col(Job.due_at), col(Job.id))
    job = session.exec(in_turn.limit(1).with_for_update(skip_locked=True)).first()
    if job is not None:
        job.leased_until = now + LEASE
        job.attempt_count += 1
        session.flush()
    return job


def put_aside(
    session: Session, kind: str, task: Mapping[str, Any], *, error: str, now: datetime
) -> None:
    """Leave it to the administrator whether, and when, what failed is tried again."""
    session.add(
        Job(kind=kind, task=dict(task), due_at=now, attempt_count=1, last_error=error[:500],
            set_aside_at=now)
    )  # fmt: skip
    session.flush()


def finish_job(session: Session, job: Job) -> None:
    session.execute(delete(Job).where(col(Job.id) == job.id))


def repeat_job(
    session: Session, job: Job, *, due_at: datetime, now: datetime, error: str | None = None
) -> None:
    """Do a periodic job again at ``due_at``; it is never set aside, whatever the ``error``.

    When it outlived its lease, whoever has it since says how it goes on.
    """
    done = {"last_error": error[:500]} if error else {"last_error": None, "done_at": now}
    session.execute(
        _still_leased(job).values(due_at=due_at, leased_until=None, attempt_count=0, **done)
    )


def periodic_jobs(session: Session) -> Sequence[Job]:
    """What is done again and again, by kind."""
    statement = select(Job).where(col(Job.dedupe_key) == Job.kind)
    return session.exec(statement.order_by(Job.kind)).all()


def jobs_set_aside(session: Session, *, most: int) -> Sequence[Job]:
    """What failed so often that it is not tried any more, the latest first."""
    statement = select(Job).where(col(Job.set_aside_at).is_not(None)).limit(most)
    return session.exec(statement.order_by(col(Job.set_aside_at).desc(), col(Job.id))).all()


def take_up_again(session: Session, job: Job, *, now: datetime) -> None:
    """Try a job that was set aside once more, as often as a new one."""
    job.set_aside_at, job.attempt_count, job.due_at = None, 0, now
    session.flush()


def postpone_job(session: Session, job: Job, *, error: str, now: datetime) -> None:
    """Try again later, each time after a longer gap; set aside for the administrator at last.

    Not when it outlived its lease and another has it.
    """
    gap = min(GAP_FIRST * 2 ** min(job.attempt_count, 12), GAP_MAX)
    is_hopeless = job.attempt_count >= ATTEMPTS_MAX
    session.execute(
        _still_leased(job).values(
            due_at=now + gap,
            leased_until=None,
            last_error=error[:500],
            set_aside_at=now if is_hopeless else None,
        )
    )


def _still_leased(job: Job) -> Update:
    return update(Job).where(col(Job.id) == job.id, col(Job.leased_until) == job.leased_until)


def _due(now: datetime) -> SelectOfScalar[Job]:
    return (
        select(Job)
        .where(col(Job.due_at) <= now, col(Job.set_aside_at).is_(None))
        .where(or_(col(Job.leased_until).is_(None), col(Job.leased_until) <= now))
        .order_by(col(Job.due_at), col(Job.id))
    )
