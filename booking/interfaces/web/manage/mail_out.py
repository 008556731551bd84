"""Outgoing mail: which letters wait, could not leave, came back or left; never what they say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.settings import Settings
from booking.foundation.texts import N_, language, plural_text, text
from booking.interfaces.web.errand import Errand
from booking.interfaces.web.forms import FormData
from booking.messages.bounces import letters_bounced
from booking.messages.delivery import letters_left, letters_set_aside, letters_waiting
from booking.messages.models import Letter
from booking.messages.resending import send_letter_again, try_letter_again
from booking.messages.subjects import readable_subjects
from booking.people.queries import person_by_email

HERE = "/beheer/post-uit"
SHOWN_MAX = 100
Subjects = Mapping[int, str]
"""What may be read of what the letters are about, by letter."""


class MailOutController(Controller):
    path = HERE

    @get("/", sync_to_thread=True)
    def index(
        self, errand: NamedDependency[Errand], settings: NamedDependency[Settings]
    ) -> Template:
        now = errand.act.at

        def look(session: Session) -> dict[str, Any]:
            aside = letters_set_aside(session, most=SHOWN_MAX)
            waiting = letters_waiting(session, most=SHOWN_MAX)
            left = letters_left(session, most=SHOWN_MAX)
            bounced = letters_bounced(session, most=SHOWN_MAX)
            known = [*aside, *waiting, *bounced, *left]
            subjects = readable_subjects(session, known, errand.act.by)
            return {
                "has_server": bool(settings.mail.host),
                "aside": [_card(letter, subjects, now) for letter in aside],
                "bounced": [_bounced(session, letter, subjects, now) for letter in bounced],
                "waiting": _waiting(waiting, subjects, now),
                "waiting_columns": [{"label": text(label)} for label in WAITING_COLUMNS],
                "left": [_left(letter, subjects, now) for letter in left if not letter.bounced_at],
            }

        return errand.screen("manage/mail_out/index.html", look)()

    @post("/{key:str}/herhaling", sync_to_thread=True)
    def try_again(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(key, data, try_letter_again, at=HERE, flash="job-tried-again")

    @post("/{key:str}/nieuw", sync_to_thread=True)
    def send_again(
        self,
        key: FromPath[str],
        data: FormData,
        errand: NamedDependency[Errand],
        settings: NamedDependency[Settings],
    ) -> Redirect:
        work = partial(send_letter_again, settings=settings)
        return errand.do_to(key, data, work, at=HERE, flash="letter-sent-again")


WAITING_COLUMNS = (N_("To"), N_("Written"), N_("Next try"), N_("How it goes"))


def _waiting(letters: Sequence[Letter], subjects: Subjects, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "note": _about(letter, subjects)["subject"],
            "cells": [letter.recipient, _moment(letter.created_at, now),
                      _moment(max(letter.due_at, now), now), _how_it_goes(letter)],
        }
        for letter in letters
    ]  # fmt: skip


def _how_it_goes(letter: Letter) -> str:
    return f"{_tried(letter)}: {letter.trouble}" if letter.trouble else text("Not tried yet")


def _card(letter: Letter, subjects: Subjects, now: datetime) -> dict[str, Any]:
    return {
        **_about(letter, subjects), "to": letter.recipient,
        "written": _moment(letter.created_at, now), "trouble": letter.trouble,
        "tried": _tried(letter), "address": f"{HERE}/{letter.id}/herhaling",
    }  # fmt: skip


def _bounced(session: Session, letter: Letter, subjects: Subjects, now: datetime) -> dict[str, Any]:
    """With the page of whose address it is, where that is still theirs."""
    person = person_by_email(session, letter.recipient)
    return {
        **_left(letter, subjects, now),
        "back": _moment(letter.bounced_at or now, now), "trouble": letter.bounce,
        "person": {"url": f"/beheer/mensen/{person.id}", "name": person.name} if person else None,
    }  # fmt: skip


def _left(letter: Letter, subjects: Subjects, now: datetime) -> dict[str, Any]:
    return {
        **_about(letter, subjects), "to": letter.recipient,
        "sent": _moment(letter.sent_at or now, now),
        "again": f"{HERE}/{letter.id}/nieuw" if letter.about else "",
    }  # fmt: skip


def _about(letter: Letter, subjects: Subjects) -> dict[str, str]:
    """Its subject in its own language; nothing of one that may not be read."""
    if letter.id in subjects:
        return {"subject": letter.subject, "language": letter.language}
    return {"subject": text("Letter about a reservation"), "language": language()}


def _tried(letter: Letter) -> str:
    return plural_text("Tried %(count)s time", "Tried %(count)s times", letter.attempt_count)


def _moment(instant: datetime, now: datetime) -> str:
    """14:05, with its day where that is not today."""
    day, clock = day_of(instant), show_time(instant)
    return clock if day == day_of(now) else f"{show_day_short(day)} {clock}"
