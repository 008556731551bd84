"""The words in which agreements are told."""

from booking.foundation.formats import show_number
from booking.foundation.texts import N_, text
from booking.occupancy.agreements.values import AgreementTerms, Light

LIGHTS: dict[Light | None, tuple[str, str, str]] = {
    # a word and a sign beside each colour
    Light.GREEN: (N_("green: kept"), "ok", "circle-check"),
    Light.ORANGE: (N_("orange: almost"), "warning", "alert-triangle"),
    Light.RED: (N_("red: not kept"), "error", "circle-x"),
    None: (N_("nothing to judge yet"), "neutral", "minus"),
}


def promised(terms: AgreementTerms) -> list[str]:
    """Each promise as a sentence."""
    found = []
    if terms.answer_hours is not None:
        found.append(answer_promise(terms))
    if terms.hours_a_year is not None:
        found.append(hours_promise(terms))
    return found


def answer_promise(terms: AgreementTerms) -> str:
    return text("%(percent)s of 100 requests answered within %(hours)s hours of opening time",
                percent=terms.answer_percent, hours=terms.answer_hours)  # fmt: skip


def hours_promise(terms: AgreementTerms) -> str:
    hours = show_number(terms.hours_a_year or 0)
    return text("At most %(hours)s hours of rooms a year", hours=hours)
