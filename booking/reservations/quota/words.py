"""Quota in words: what they allow, what is left of them, and why one is refused."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session

from booking.foundation.formats import (
    show_day_short,
    show_duration,
    show_month,
    show_number,
    week_number,
)
from booking.foundation.local_time import day_of
from booking.foundation.texts import N_, plural_text, text
from booking.people.values import Principal
from booking.reservations.quota.queries import standings_on
from booking.reservations.quota.rules import stretch_of
from booking.reservations.quota.values import Measure, Per, QuotaTerms, Standing, Subject, Window
from booking.spaces.queries import current_stock
from booking.spaces.values import SpaceKind

PER = {
    Per.DAY: N_("%(places)s a day"),
    Per.WEEK: N_("%(places)s a week"),
    Per.MONTH: N_("%(places)s a month"),
}
EACH = {
    Subject.PERSON: N_("each member of staff"),
    Subject.TEAM: N_("each team together"),
    Subject.DEPARTMENT: N_("each department together"),
    Subject.PARTNER: N_("each partner"),
}
NAMED = {
    Subject.PERSON: "%(name)s",
    Subject.TEAM: N_("team %(name)s together"),
    Subject.DEPARTMENT: N_("department %(name)s together"),
    Subject.PARTNER: "%(name)s",
}
THIS = {Per.DAY: N_("today"), Per.WEEK: N_("this week"), Per.MONTH: N_("this month")}


def places_in_words(kind: SpaceKind, count: int) -> str:
    if kind is SpaceKind.DESK:
        return plural_text("%(count)s desk", "%(count)s desks", count)
    return plural_text("%(count)s room", "%(count)s rooms", count)


def hours_in_words(kind: SpaceKind, count: int) -> str:
    if kind is SpaceKind.DESK:
        return plural_text("%(count)s hour at desks", "%(count)s hours at desks", count)
    return plural_text("%(count)s hour in rooms", "%(count)s hours in rooms", count)


def most_in_words(terms: QuotaTerms) -> str:
    """2 werkplekken, 20 uur ruimte."""
    in_words = hours_in_words if terms.measure is Measure.HOURS else places_in_words
    return in_words(terms.kind, terms.count_max)


def allowed_in_words(terms: QuotaTerms) -> str:
    """2 werkplekken per week, 20 uur ruimte per maand."""
    return text(PER[terms.per], places=most_in_words(terms))


def subject_in_words(terms: QuotaTerms, name: str) -> str:
    """elke medewerker; team Vergunningen samen."""  # noqa: D403
    return text(NAMED[terms.subject], name=name) if name else text(EACH[terms.subject])


def subject_as_title(terms: QuotaTerms, name: str) -> str:
    words = subject_in_words(terms, name)
    return words[0].upper() + words[1:]


def quota_in_words(terms: QuotaTerms, name: str) -> str:
    return text("At most %(quota)s for %(whom)s.", quota=allowed_in_words(terms),
                whom=subject_in_words(terms, name))  # fmt: skip


def window_in_words(per: Per, window: Window, today: date) -> str:
    """Deze week, week 49, do 26 nov, december 2026."""
    if stretch_of(per, today)[0] == window.first:
        return text(THIS[per])
    if per is Per.WEEK:
        return text("week %(number)s", number=week_number(window.first))
    return show_month(window.first) if per is Per.MONTH else show_day_short(window.first)


def left_in_words(standing: Standing, today: date) -> str:
    """Nog 1 van 2 werkplekken, deze week."""
    terms = standing.quota.terms
    words = text(
        "%(left)s of %(places)s left, %(window)s", left=amount_left(standing),
        places=most_in_words(terms),
        window=window_in_words(terms.per, standing.window, today),
    )  # fmt: skip
    if terms.subject in {Subject.PERSON, Subject.PARTNER}:
        return words
    return f"{words} ({subject_in_words(terms, standing.quota.name)})"


def amount_left(standing: Standing) -> str:
    """In what the quota counts: reservations, or hours as 3,5."""
    is_hours = standing.quota.terms.measure is Measure.HOURS
    return show_number(standing.left / 60) if is_hours else str(standing.left)


def quota_left(
    session: Session, viewer: Principal, day: date, *, kind: SpaceKind, now: datetime
) -> list[str]:
    """For who is about to reserve on ``day``: what is left; empty for who has no quota."""
    found = standings_on(
        session, current_stock(session), day, kind=kind, person=viewer, at=now
    )  # fmt: skip
    return [left_in_words(standing, day_of(now)) for standing in found]


def _is_short(standing: Standing) -> bool:
    """Whether hours are left, but fewer than were asked for."""
    return standing.quota.terms.measure is Measure.HOURS and standing.left > 0


def facts_in_words(facts: Mapping[str, object]) -> dict[str, str]:
    """What the sentence of a refusal names."""
    standing = facts["quota"]
    assert isinstance(standing, Standing)
    terms, window = standing.quota.terms, standing.window
    named = facts.get("next")
    next_day = show_day_short(named) if isinstance(named, date) else ""
    return {
        "quota": allowed_in_words(terms),
        "whom": subject_in_words(terms, standing.quota.name),
        "window": window_in_words(terms.per, window, date.min),
        "next": next_day,
        "left": show_duration(timedelta(minutes=standing.left)) if _is_short(standing) else "",
    }
