"""The form of a quota: for whom, of what, how many, over how long, and from when until when."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session

from booking.foundation.formats import as_sentence
from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm
from booking.interfaces.web.moments import Day
from booking.people.directory import departments_by_name, partners_by_name, teams_by_name
from booking.people.models import Department, Partner, Team
from booking.people.queries import person_by_email
from booking.reservations.quota.operations import QuotaContradiction
from booking.reservations.quota.values import Measure, Per, Quota, QuotaTerms, Subject
from booking.reservations.quota.words import EACH
from booking.spaces.operations import PastStays
from booking.spaces.values import SpaceKind

COUNT_MAX = 1000
ONE = "persoon"
IN_FORM = {
    Subject.PERSON: "medewerker",
    Subject.TEAM: "team",
    Subject.DEPARTMENT: "afdeling",
    Subject.PARTNER: "partner",
}
KINDS = {"werkplekken": SpaceKind.DESK, "ruimtes": SpaceKind.ROOM}
PERIODS = {"dag": Per.DAY, "week": Per.WEEK, "maand": Per.MONTH}
PER_LABELS = {"dag": N_("a day"), "week": N_("a week"), "maand": N_("a month")}
KIND_LABELS = {"werkplekken": N_("Desks"), "ruimtes": N_("Rooms")}
MEASURES = {"keer": Measure.COUNT, "uur": Measure.HOURS}
MEASURE_LABELS = {"keer": N_("reservations"), "uur": N_("hours")}
LAST_BEFORE_FIRST = N_("Choose a last day that is not before the first.")
NO_SUCH_PERSON = N_("Nobody has this e-mail address.")
CHOOSE = N_("Please choose one of the options.")
ONE_DAY = timedelta(days=1)

Choices = list[tuple[str, str]]


class QuotaForm(Form):
    """``voor`` is a kind, a kind with a number (``team-3``), or ``persoon`` with an address."""

    refused_at: ClassVar = {PastStays: "vanaf", QuotaContradiction: "aantal"}

    voor: Annotated[str, Field(max_length=40)]
    persoon: Annotated[str, Field(max_length=320)] = ""
    soort: str
    aantal: Annotated[int, Field(ge=0, le=COUNT_MAX)]
    eenheid: str = "keer"
    per: str
    vanaf: Day
    tot_en_met: Day | None = None

    @property
    def until(self) -> date | None:
        return self.tot_en_met + ONE_DAY if self.tot_en_met else None

    def terms(self, session: Session) -> QuotaTerms:
        """Raises :class:`InvalidForm` with a sentence for every mistake."""
        errors = dict(self._mistakes())
        subject, number = self._whom(session, errors)
        if errors:
            raise InvalidForm(errors, {})
        return QuotaTerms(subject, number, KINDS[self.soort], PERIODS[self.per], self.aantal,
                          MEASURES[self.eenheid])  # fmt: skip

    def _mistakes(self) -> Iterator[tuple[str, str]]:
        if self.soort not in KINDS:
            yield "soort", text(CHOOSE)
        if self.eenheid not in MEASURES:
            yield "eenheid", text(CHOOSE)
        if self.per not in PERIODS:
            yield "per", text(CHOOSE)
        if self.tot_en_met is not None and self.tot_en_met < self.vanaf:
            yield "tot_en_met", text(LAST_BEFORE_FIRST)

    def _whom(self, session: Session, errors: dict[str, str]) -> tuple[Subject, int | None]:
        if self.voor == ONE:
            person = person_by_email(session, self.persoon)
            if person is None:
                errors["persoon"] = text(NO_SUCH_PERSON)
            return Subject.PERSON, person.id if person else None
        known = {value for value, _ in whom_choices(session)}
        kind, _, number = self.voor.partition("-")
        if self.voor not in known:
            errors["voor"] = text(CHOOSE)
            return Subject.PERSON, None
        subject = next(subject for subject, name in IN_FORM.items() if name == kind)
        return subject, int(number) if number else None


def whom_choices(session: Session) -> Choices:
    """Each of a kind first, then one person, then every team, department and partner by name."""
    named: list[tuple[Subject, str, Sequence[Team | Department | Partner]]] = [
        (Subject.TEAM, text("Team"), teams_by_name(session)),
        (Subject.DEPARTMENT, text("Department"), departments_by_name(session)),
        (Subject.PARTNER, text("Partner"), partners_by_name(session)),
    ]
    return [
        *((IN_FORM[subject], as_sentence(text(words))) for subject, words in EACH.items()),
        (ONE, text("One person, by e-mail address")),
        *(
            (f"{IN_FORM[subject]}-{row.id}", f"{label} {row.name}")
            for subject, label, rows in named
            for row in rows
        ),
    ]


def filled_in(quota: Quota, today: date, address: str = "") -> dict[str, Any]:
    """The form for changing ``quota`` from today on."""
    terms = quota.terms
    whom = IN_FORM[terms.subject]
    if terms.subject_id is not None:
        whom = ONE if terms.subject is Subject.PERSON else f"{whom}-{terms.subject_id}"
    until = quota.valid_until - ONE_DAY if quota.valid_until else None
    return {
        "voor": whom,
        "persoon": address,
        "soort": next(name for name, kind in KINDS.items() if kind is terms.kind),
        "per": next(name for name, per in PERIODS.items() if per is terms.per),
        "aantal": terms.count_max,
        "eenheid": next(name for name, measure in MEASURES.items() if measure is terms.measure),
        "vanaf": max(today, quota.valid_from).isoformat(),
        "tot_en_met": until.isoformat() if until else "",
    }
