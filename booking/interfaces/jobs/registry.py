"""Every kind of job: who does it, and which are done again and again."""

from datetime import timedelta

from booking.interfaces.jobs.calendars import FOLLOW_CALENDARS, follow_calendars
from booking.interfaces.jobs.external_calendars import (
    FOLLOW_CALENDARS_OUTSIDE,
    LOOK_AT_CALENDAR,
    follow_calendars_outside,
    look_at_calendar,
)
from booking.interfaces.jobs.facts import COUNT_FACTS, count_facts
from booking.interfaces.jobs.letters import send_letters
from booking.interfaces.jobs.mail_in import (
    ANSWER_INVITATIONS,
    FETCH_MAIL,
    answer_invitations,
    fetch,
    handle_mail,
)
from booking.interfaces.jobs.monthly import TELL_MONTH, tell_monthly
from booking.interfaces.jobs.reminders import REMIND, remind_of_starts
from booking.interfaces.jobs.requests import (
    SETTLE,
    TELL_DEADLINES,
    TELL_NEWS,
    settle,
    tell_deadlines,
    write_letters,
    write_letters_of_act,
)
from booking.interfaces.jobs.scenarios import reckon_what_if
from booking.interfaces.jobs.services import TELL_SERVICES, tell_services
from booking.interfaces.jobs.sign_in_links import MAIL_SIGN_IN_LINK, mail_sign_in_link
from booking.interfaces.jobs.tidying import forget_what_expired, forget_wish_salts, seal_journal
from booking.interfaces.jobs.waiting import SERVE_WAITING_LIST, serve_waiting_list
from booking.interfaces.jobs.workplace import Handler
from booking.messages.incoming.operations import HANDLE_MAIL
from booking.messages.news_read import TELL_ACT
from booking.messages.outbox import SEND_LETTERS
from booking.occupancy.scenarios.operations import RECKON

HANDLERS: dict[str, Handler] = {
    SEND_LETTERS: send_letters,
    FETCH_MAIL: fetch,
    ANSWER_INVITATIONS: answer_invitations,
    HANDLE_MAIL: handle_mail,
    MAIL_SIGN_IN_LINK: mail_sign_in_link,
    "seal_journal": seal_journal,
    "forget_wish_salts": forget_wish_salts,
    "forget_what_expired": forget_what_expired,
    COUNT_FACTS: count_facts,
    FOLLOW_CALENDARS: follow_calendars,
    FOLLOW_CALENDARS_OUTSIDE: follow_calendars_outside,
    LOOK_AT_CALENDAR: look_at_calendar,
    SETTLE: settle,
    TELL_DEADLINES: tell_deadlines,
    REMIND: remind_of_starts,
    TELL_NEWS: write_letters,
    TELL_ACT: write_letters_of_act,
    SERVE_WAITING_LIST: serve_waiting_list,
    TELL_SERVICES: tell_services,
    RECKON: reckon_what_if,
    TELL_MONTH: tell_monthly,
}

PERIODIC: dict[str, timedelta] = {
    # kind: how often, at whole multiples since 1970 in UTC
    "seal_journal": timedelta(seconds=10),
    "forget_wish_salts": timedelta(hours=1),
    "forget_what_expired": timedelta(hours=1),
    FETCH_MAIL: timedelta(minutes=1),
    ANSWER_INVITATIONS: timedelta(minutes=1),
    COUNT_FACTS: timedelta(minutes=1),
    FOLLOW_CALENDARS: timedelta(minutes=1),
    FOLLOW_CALENDARS_OUTSIDE: timedelta(minutes=1),
    SETTLE: timedelta(minutes=1),
    SERVE_WAITING_LIST: timedelta(minutes=1),
    TELL_DEADLINES: timedelta(minutes=5),
    REMIND: timedelta(minutes=5),
    TELL_SERVICES: timedelta(minutes=5),
    TELL_MONTH: timedelta(hours=1),
    TELL_NEWS: timedelta(seconds=10),
    SEND_LETTERS: timedelta(seconds=30),
}
