"""The people of the house as a list: searched, filtered, a page at a time."""

from collections.abc import Mapping
from math import ceil
from typing import Any
from urllib.parse import urlencode

from litestar.datastructures import MultiDict
from sqlmodel import Session

from booking.foundation.texts import text
from booking.interfaces.web.manage.people.forms import ROLE_WORDS, roles_in_words
from booking.interfaces.web.moments import number_in
from booking.people.directory import (
    PEOPLE_ON_A_PAGE,
    Filter,
    departments_by_name,
    partners_by_name,
    people_found,
    roles_by_person,
    teams_by_name,
)
from booking.people.models import Person
from booking.people.values import Role

HERE = "/beheer/mensen"
WORDS_MAX = 100
STATES: dict[str, bool | None] = {"": False, "uit": True, "alle": None}
NUMBERS = {"afdeling": "department_id", "team": "team_id", "partner": "partner_id"}

Query = MultiDict[Any]


def list_page(session: Session, query: Query) -> dict[str, Any]:
    """What the template shows for the filters in ``query``."""
    wanted = _filter_in(query)
    page = number_in(query, "pagina", least=1, most=10_000) or 1
    people, count = people_found(session, wanted, page)
    return {
        "values": _values(wanted),
        "count": count,
        "rows": _rows(session, wanted, people),
        "columns": _columns(wanted),
        "pages": _pages(wanted, page, ceil(count / PEOPLE_ON_A_PAGE)),
        "states": [("", text("Can sign in")), ("uit", text("Disabled")), ("alle", text("All"))],
        "roles": [(role.value, text(words)) for role, words in ROLE_WORDS.items()],
        "departments": [(row.id, row.name) for row in departments_by_name(session)],
        "teams": [(row.id, row.name) for row in teams_by_name(session)],
        "partners": [(row.id, row.name) for row in partners_by_name(session)],
    }  # fmt: skip


def _filter_in(query: Query) -> Filter:
    """The filters, read leniently: what makes no sense filters nothing."""
    numbers: dict[str, Any] = {
        field: number_in(query, name, least=1, most=10**9) for name, field in NUMBERS.items()
    }
    role = query.get("rol", "")
    return Filter(
        words=" ".join(str(query.get("zoek", "")).replace("\0", "").split())[:WORDS_MAX],
        role=Role(role) if role in set(Role) else None,
        is_disabled=STATES.get(query.get("stand", ""), False),
        **numbers,
    )


def _values(wanted: Filter) -> dict[str, Any]:
    state = next(name for name, value in STATES.items() if value is wanted.is_disabled)
    numbers = {name: getattr(wanted, field) or "" for name, field in NUMBERS.items()}
    return {"zoek": wanted.words, "rol": wanted.role or "", "stand": state, **numbers}


def _columns(wanted: Filter) -> list[dict[str, str]]:
    """Access is a column only where it differs from row to row."""
    labels = [text("Name"), text("E-mail address"), text("Team or partner"), text("Roles")]
    if wanted.is_disabled is not False:
        labels.append(text("Access"))
    return [{"label": label} for label in labels]


def _rows(session: Session, wanted: Filter, people: list[Person]) -> list[dict[str, Any]]:
    roles = roles_by_person(session, [person.id or 0 for person in people])
    places = _places(session)
    return [
        {
            "href": f"{HERE}/{person.id}",
            "cells": [
                person.name,
                person.email,
                places.get(("team", person.team_id)) or places.get(("partner", person.partner_id))
                or "–",
                roles_in_words(roles[person.id or 0]),
                text("Disabled") if person.disabled_at else text("Can sign in"),
            ][: len(_columns(wanted))],
        }
        for person in people
    ]  # fmt: skip


def _places(session: Session) -> Mapping[tuple[str, int | None], str]:
    teams = {("team", team.id): team.name for team in teams_by_name(session)}
    return teams | {("partner", row.id): row.name for row in partners_by_name(session)}


def _pages(wanted: Filter, page: int, page_count: int) -> dict[str, Any] | None:
    """Links to the pages beside this one; None when everything is on one page."""
    if page_count <= 1:
        return None
    filled = {name: value for name, value in _values(wanted).items() if value}

    def address(number: int) -> str:
        return f"{HERE}?{urlencode({**filled, 'pagina': number})}"

    return {
        "number": page,
        "count": page_count,
        "before": address(page - 1) if 1 < page <= page_count else "",
        "after": address(page + 1) if page < page_count else "",
    }
