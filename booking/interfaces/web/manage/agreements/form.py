"""The form of an agreement: with whom, what is promised, and from when until when."""

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Session

from booking.foundation.texts import N_, text
from booking.interfaces.web.forms import Form, InvalidForm
from booking.interfaces.web.moments import Day
from booking.occupancy.agreements.operations import NothingAgreed
from booking.occupancy.agreements.values import Agreement, AgreementTerms
from booking.people.directory import departments_by_name, partners_by_name
from booking.reservations.quota.values import Subject

ANSWER_HOURS_MAX = 1_000
HOURS_A_YEAR_MAX = 100_000
ONE_DAY = timedelta(days=1)
IN_FORM = {Subject.PARTNER: "partner", Subject.DEPARTMENT: "afdeling"}
LAST_BEFORE_FIRST = N_("Choose a last day that is not before the first.")
CHOOSE = N_("Please choose one of the options.")

Choices = list[tuple[str, str]]


class AgreementForm(Form):
    """``met`` is a kind and a number, such as ``partner-3``."""

    refused_at: ClassVar = {NothingAgreed: "antwoord"}

    met: Annotated[str, Field(max_length=40)]
    antwoord: Annotated[int, Field(ge=1, le=ANSWER_HOURS_MAX)] | None = None
    norm: Annotated[int, Field(ge=1, le=100)] = 90
    uren: Annotated[int, Field(ge=0, le=HOURS_A_YEAR_MAX)] | None = None
    vanaf: Day
    tot_en_met: Day | None = None

    @property
    def until(self) -> date | None:
        return self.tot_en_met + ONE_DAY if self.tot_en_met else None

    def terms(self, session: Session) -> AgreementTerms:
        """Raises :class:`InvalidForm` with a sentence for every mistake."""
        errors: dict[str, str] = {}
        if self.met not in {value for value, _ in party_choices(session)}:
            errors["met"] = text(CHOOSE)
        if self.tot_en_met is not None and self.tot_en_met < self.vanaf:
            errors["tot_en_met"] = text(LAST_BEFORE_FIRST)
        if errors:
            raise InvalidForm(errors, {})
        kind, _, number = self.met.partition("-")
        subject = next(subject for subject, name in IN_FORM.items() if name == kind)
        return AgreementTerms(subject, int(number), self.antwoord, self.norm, self.uren)


def party_choices(session: Session) -> Choices:
    """Every partner and every department, by name."""
    named = (
        (Subject.PARTNER, text("Partner"), partners_by_name(session)),
        (Subject.DEPARTMENT, text("Department"), departments_by_name(session)),
    )
    return [(f"{IN_FORM[subject]}-{row.id}", f"{label} {row.name}")
            for subject, label, rows in named for row in rows]  # fmt: skip


def filled_in(agreement: Agreement, today: date) -> dict[str, Any]:
    """The form for changing ``agreement`` from today on."""
    terms, until = agreement.terms, agreement.valid_until
    return {
        "met": f"{IN_FORM[terms.subject]}-{terms.subject_id}",
        "antwoord": terms.answer_hours or "",
        "norm": terms.answer_percent,
        "uren": "" if terms.hours_a_year is None else terms.hours_a_year,
        "vanaf": max(today, agreement.valid_from).isoformat(),
        "tot_en_met": (until - ONE_DAY).isoformat() if until else "",
    }
