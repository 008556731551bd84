"""What the administrator does about work that the house could not do by itself."""

from sqlmodel import Session

from booking.foundation.jobs import Job, take_up_again
from booking.people.acts import write_down
from booking.people.permissions import Action, require_may
from booking.people.values import Act


def try_job_again(session: Session, act: Act, number: int) -> None:
    """Once more; a job that is done or no longer set aside stays as it is.

    Raises :class:`NotAllowed`.
    """
    require_may(act.by, Action.TEND_JOBS)
    job = session.get(Job, number, with_for_update=True)
    if job is None or job.set_aside_at is None:
        return
    take_up_again(session, job, now=act.at)
    write_down(session, act, "job-tried-again", ("job", number))
