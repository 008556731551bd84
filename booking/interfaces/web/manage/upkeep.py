"""What the house does by itself: whether it is in time, and what it could not do."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_time
from booking.foundation.jobs import Job, jobs_set_aside, periodic_jobs
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.interfaces.condition import is_late, jobs_at
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import FormData
from booking.people.upkeep import try_job_again

HERE = "/beheer/achtergrondwerk"
SHOWN_MAX = 100

WORK: dict[str, str] = {
    # kind of job: what it does
    "answer_invitations": N_("Answer invitations whose request was decided"),
    "count_facts": N_("Count the occupancy"),
    "fetch_mail": N_("Fetch mail from the mailbox"),
    "follow_calendars": N_("Note what changed for whose calendar"),
    "follow_calendars_outside": N_("Line up the calendars from outside to look at"),
    "look_at_calendar": N_("Look at a calendar from outside"),
    "forget_what_expired": N_("Remove what has expired"),
    "forget_wish_salts": N_("Make wishes untraceable"),
    "reckon_what_if": N_("Reckon a what-if or a plan"),
    "remind_of_starts": N_("Remind who wants so of what begins soon"),
    "settle": N_("Give back what nobody answered, confirmed or came to"),
    "handle_mail": N_("Read a mail that came in"),
    "mail_sign_in_link": N_("Send a sign-in link"),
    "seal_journal": N_("Seal the journal"),
    "send_letters": N_("Send letters"),
    "serve_waiting_list": N_("Offer what became free to who waits"),
    "tell_act": N_("Write letters about something that happened"),
    "tell_deadlines": N_("Say which answers are late and which options end"),
    "tell_month": N_("Write the monthly report to who asked for it"),
    "tell_news": N_("Write letters about what changed"),
    "tell_services": N_("Write the list of tomorrow to who does a service"),
}


class UpkeepController(Controller):
    path = HERE

    @get("/", sync_to_thread=True)
    def show(self, errand: NamedDependency[Errand]) -> Template:
        def look(session: Session) -> dict[str, Any]:
            now = errand.act.at
            aside = jobs_set_aside(session, most=SHOWN_MAX)
            return {
                "condition": _condition(session, now),
                "columns": [{"label": text(label)} for label in COLUMNS],
                "rows": [_row(job, now) for job in periodic_jobs(session)],
                "aside": list(_set_aside(aside)),
            }

        return errand.screen("manage/upkeep.html", look)()

    @post("/{key:str}/herhaling", sync_to_thread=True)
    def try_again(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(key, data, try_job_again, at=HERE, flash="job-tried-again")


COLUMNS = (N_("Work"), N_("How it goes"), N_("Last done"), N_("Next time"))


def _condition(session: Session, now: datetime) -> dict[str, str]:
    """The whole in one sentence, the worst first."""
    jobs = jobs_at(session, now)
    if jobs.are_late:
        return {"tone": "error", "text": text(LATE)}
    if jobs.set_aside_count:
        return {"tone": "warning", "text": plural_text(
            "%(count)s piece of work failed again and again. It stands below.",
            "%(count)s pieces of work failed again and again. They stand below.",
            jobs.set_aside_count,
        )}  # fmt: skip
    return {"tone": "ok", "text": text("Everything is done in time.")}


LATE = N_(
    "Work has been waiting for more than a quarter of an hour. Is the app running, and can it "
    "reach the database and the mail server?"
)


def _row(job: Job, now: datetime) -> dict[str, Any]:
    done = _moment(job.done_at, now) if job.done_at else text("Not yet")
    cells = [_words(job), _how_it_goes(job, now), done, _moment(job.due_at, now)]
    return {"cells": cells, "note": job.last_error or ""}


def _how_it_goes(job: Job, now: datetime) -> str:
    if is_late(job.due_at, now):
        return text("Late")
    return text("Failed, is tried again") if job.last_error else text("In time")


def _set_aside(jobs: Iterable[Job]) -> Iterator[dict[str, Any]]:
    for job in jobs:
        yield {
            "title": _words(job), "error": job.last_error or "",
            "address": f"{HERE}/{job.id}/herhaling",
            "tried": plural_text("Tried %(count)s time", "Tried %(count)s times",
                                 job.attempt_count),
        }  # fmt: skip


def _words(job: Job) -> str:
    return text(WORK[job.kind]) if job.kind in WORK else job.kind


def _moment(instant: datetime, now: datetime) -> str:
    """14:05, with its day where that is not today."""
    day = day_of(instant)
    return (
        show_time(instant) if day == day_of(now) else f"{show_day_short(day)} {show_time(instant)}"
    )
