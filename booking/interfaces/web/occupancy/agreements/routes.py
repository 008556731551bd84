"""Whether the house keeps its service agreements, by partner and department over some days."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.foundation.texts import plural_text, text
from booking.interfaces.web.dependencies import AnyRequest
from booking.interfaces.web.occupancy.agreements.words import (
    LIGHTS,
    answer_promise,
    hours_promise,
)
from booking.interfaces.web.occupancy.asking import House, house_asked, told, write_down_asking
from booking.interfaces.web.occupancy.by_days import days_data
from booking.interfaces.web.occupancy.cells import NOTHING, percents, whole
from booking.interfaces.web.occupancy.periods import show_days
from booking.interfaces.web.occupancy.question import Question, of_this_year, read_question
from booking.occupancy.agreements.queries import kept_between
from booking.occupancy.agreements.rules import (
    light_of_answers,
    light_of_hours,
    whole_months,
)
from booking.occupancy.agreements.values import Answers, Kept, Light
from booking.people.permissions import Action, may
from booking.people.values import Act
from booking.reservations.quota.values import Subject

PATH = "/bezetting/afspraken"
MINUTES = 60


class AgreementsKeptController(Controller):
    @get(PATH, sync_to_thread=True)
    def index(
        self,
        request: AnyRequest,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        act: NamedDependency[Act],
    ) -> Template:
        with house_asked(database, act.at) as house:
            question = read_question(of_this_year(request.query_params), stock=house.stock,
                                     buildings=house.buildings, today=house.today)  # fmt: skip
            data = _page_data(house, question, act, settings.group_size_min)
        write_down_asking(database, act, question.asked, report="afspraken")
        return told(request, "occupancy/by_days.html", "occupancy/_by_days.html", **data)


def _page_data(house: House, question: Question, act: Act, group_size_min: int) -> dict[str, Any]:
    of = question.of
    kept = [] if of.is_empty else kept_between(
        house.session, house.stock, of.first, of.last, now=act.at, group_size_min=group_size_min
    )  # fmt: skip
    names_all = may(act.by, Action.SEE_PARTY_NAMES)
    rows = [
        {"name": _name(it, names_all=names_all)} | row
        for it in kept
        for row in _rows(it, group_size_min)
    ]
    return days_data(question, PATH, {}) | {
        "lead": show_days(*whole_months(of.first, of.last)),
        "title": text("Service agreements"), "report": "afspraken", "sections": [], "kept": rows,
        "action": {"url": "/beheer/afspraken", "label": text("To the agreements")}
        if may(act.by, Action.MANAGE_HOUSE) else None,
        "empty_sentence": "" if rows else text(
            "In this period there was no agreement. Choose other days, or fill one in."),
    }  # fmt: skip


def _name(kept: Kept, *, names_all: bool) -> str:
    agreement = kept.agreement
    if names_all or not kept.is_of_few:
        return agreement.name
    is_partner = agreement.terms.subject is Subject.PARTNER
    return text("A partner of few people") if is_partner else text("A department of few people")


def _rows(kept: Kept, group_size_min: int) -> list[dict[str, Any]]:
    terms, found = kept.agreement.terms, []
    if terms.answer_hours is not None:
        found.append(_answers_row(kept, group_size_min))
    if kept.agreed_minutes is not None:
        found.append(_hours_row(kept, kept.agreed_minutes))
    return found


def _answers_row(kept: Kept, group_size_min: int) -> dict[str, Any]:
    terms, answers = kept.agreement.terms, kept.answers
    promise = answer_promise(terms)
    if answers is None:
        why = text("Not shown: fewer than %(least)s requests.", least=group_size_min)
        return _row(kept, promise, None, NOTHING, why)
    light = light_of_answers(answers.share, terms.answer_percent)
    return _row(kept, promise, light, percents(answers.share), _basis(answers))


def _hours_row(kept: Kept, agreed: int) -> dict[str, Any]:
    promise = hours_promise(kept.agreement.terms)
    if kept.used_minutes is None:
        why = text("Not shown: it would be the hours of too few people.")
        return _row(kept, promise, None, NOTHING, why)
    light = light_of_hours(kept.used_minutes, agreed)
    figure = text("%(used)s of %(agreed)s hours", used=whole(round(kept.used_minutes / MINUTES)),
                  agreed=whole(round(agreed / MINUTES)))  # fmt: skip
    return _row(kept, promise, light, figure, text("The part of the year that these days are."))


def _row(kept: Kept, promise: str, light: Light | None, figure: str, basis: str) -> dict[str, Any]:
    words, tone, sign = LIGHTS[light]
    return {
        "days": show_days(kept.first, kept.last), "promise": promise,
        "figure": figure, "basis": basis, "light": text(words), "tone": tone, "sign": sign,
    }  # fmt: skip


def _basis(answers: Answers) -> str:
    judged = plural_text("n = %(count)s request", "n = %(count)s requests", answers.count)
    if answers.median_minutes is None:
        return judged
    hours = whole(round(answers.median_minutes / MINUTES, 1))
    return text("%(judged)s, half of them answered within %(hours)s hours", judged=judged,
                hours=hours)  # fmt: skip
