"""Incoming mail: what came by mail and was not understood, for who looks after the house."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlmodel import Session

from booking.foundation.formats import show_day_short, show_time
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.errand import Errand, number_in_address
from booking.interfaces.web.forms import FormData
from booking.interfaces.web.house import house_of
from booking.interfaces.web.pages import page
from booking.messages.incoming.apart import read_apart
from booking.messages.incoming.models import IncomingMail
from booking.messages.incoming.quarantine import throw_mail_away, try_mail_again
from booking.messages.incoming.queries import latest_mail, mail_aside, mail_counts
from booking.messages.incoming.values import MailState, ReadMail, UnreadableMail, Why

HERE = "/beheer/post-in"
SHOWN_MAX = 100
RAW_SHOWN_MAX = 20_000

REASONS: dict[str, str] = {
    # why: what became of it, or why it was set aside
    Why.ANSWERED: N_("Answered"),
    Why.ADVISED: N_("No invitation in it; the sender has been told how to invite a room"),
    Why.STRANGER: N_("From somebody we do not know; told whom to ask"),
    Why.REPLY: N_("A reply to an invitation of ours"),
    Why.BOUNCE: N_("A letter of ours came back; it stands under outgoing mail"),
    Why.PASSED_OVER: N_("Nothing for us: written by a machine, or unsolicited"),
    Why.NOT_VOUCHED: N_(
        "It is not certain that the sender wrote this: your mail server did not say that it "
        "passed DMARC."
    ),
    Why.SENDER_UNCLEAR: N_("It is not clear who wrote this: there is no sender, or several."),
    Why.NO_SUCH_ADDRESS: N_("No room or zone has this address (any more)."),
    Why.NOT_THEIRS: N_("Who sent this may not speak for who made the meeting."),
    "given-back": N_("Given back"),
    "nothing-new": N_("Nothing new in it"),
    "not-invited": N_("The room was not invited"),
    Why.FOR_POSTMASTER: N_("Written to the postmaster: that is you."),
    Why.FROM_A_LIST: N_("Sent to a mailing list. A room answers only who invites it."),
    Why.UNREADABLE_CALENDAR: N_("There is an invitation in it that cannot be read."),
    Why.HEADERS_TOO_BIG: N_("Its header is larger than any mail needs."),
    Why.TOO_NESTED: N_("It holds too many parts, or parts within parts without end."),
    Why.TOO_BIG: N_("It is too large."),
    Why.TOO_HEAVY: N_("Reading it took too much time or memory: it may be meant to do harm."),
    Why.TROUBLE: N_("Something went wrong on our side. Try again; what happened is in the log."),
}
OTHERWISE = N_("Handled: %(why)s")


class MailInController(Controller):
    path = HERE

    @get("/", sync_to_thread=True)
    def index(self, errand: NamedDependency[Errand]) -> Template:
        house = house_of(errand.request).settings.mail_in

        def look(session: Session) -> dict[str, Any]:
            counts = mail_counts(session)
            done = latest_mail(session, MailState.DONE, most=SHOWN_MAX)
            return {
                "columns": [{"label": text(label)} for label in COLUMNS],
                "rows": _rows(latest_mail(session, MailState.ASIDE, most=SHOWN_MAX), errand.act.at),
                "done": _rows(done, errand.act.at, is_linked=False),
                "count": counts.aside, "waiting": counts.waiting,
                "domain": house.domain, "kept_days": house.kept_days,
            }  # fmt: skip

        return errand.screen("manage/mail_in/index.html", look)()

    @get("/{key:str}", sync_to_thread=True)
    def show(
        self, request: AnyRequest, key: FromPath[str], errand: NamedDependency[Errand]
    ) -> Template:
        with errand.database.reading() as session:
            mail = mail_aside(session, number_in_address(key))
        return page(request, "manage/mail_in/mail.html", **_shown(mail, errand.act.at))

    @post("/{key:str}/herhaling", sync_to_thread=True)
    def try_again(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(key, data, try_mail_again, at=HERE, flash="mail-tried-again")

    @post("/{key:str}/verwijdering", sync_to_thread=True)
    def throw_away(
        self, key: FromPath[str], data: FormData, errand: NamedDependency[Errand]
    ) -> Redirect:
        return errand.do_to(key, data, throw_mail_away, at=HERE, flash="mail-thrown-away")


COLUMNS = (N_("Sender"), N_("To"), N_("Received"), N_("What became of it"))


def _rows(
    mails: Sequence[IncomingMail], now: datetime, *, is_linked: bool = True
) -> list[dict[str, Any]]:
    return [
        {
            "href": f"{HERE}/{mail.id}" if is_linked else None,
            "note": mail.subject,
            "cells": [
                _sender(mail),
                mail.recipient.partition("@")[0],
                _moment(mail.received_at, now),
                _why(mail),
            ],
        }
        for mail in mails
    ]


def _shown(mail: IncomingMail, now: datetime) -> dict[str, Any]:
    """For manage/mail_in/mail.html; nothing of it is ever more than text."""
    headers, words = _words(mail)
    return {
        "title": mail.subject or text("Mail without a subject"),
        "here": f"{HERE}/{mail.id}",
        "why": _why(mail),
        "detail": mail.detail,
        "facts": [
            {"term": text("Sender"), "text": _sender(mail), "sign": "user"},
            {"term": text("To"), "text": mail.recipient, "sign": "door"},
            {"term": text("Received"), "text": _moment(mail.received_at, now), "sign": "clock"},
        ],
        "headers": "\n".join(f"{name}: {value}" for name, value in headers),
        "words": words,
    }


def _words(mail: IncomingMail) -> tuple[Iterable[tuple[str, str]], str]:
    """Its headers and its text; of what cannot be read, how it begins."""
    try:
        read = read_apart(mail.raw, None, mail.received_at).mail
    except UnreadableMail:
        return (), _plain(mail.raw)
    return read.headers, read.text or _calendar(read) or _plain(mail.raw)


def _calendar(read: ReadMail) -> str:
    return _plain(read.calendar) if read.calendar else ""


def _plain(raw: bytes) -> str:
    words = raw[:RAW_SHOWN_MAX].decode("utf-8", "replace")
    return "".join(sign for sign in words if sign in "\n\t" or sign.isprintable())


def _why(mail: IncomingMail) -> str:
    if mail.why in REASONS:
        return text(REASONS[mail.why])
    return text(OTHERWISE, why=mail.why)


def _sender(mail: IncomingMail) -> str:
    return mail.sender or mail.envelope_sender or text("Unknown")


def _moment(instant: datetime, now: datetime) -> str:
    day = day_of(instant)
    return (
        show_time(instant) if day == day_of(now) else f"{show_day_short(day)} {show_time(instant)}"
    )
