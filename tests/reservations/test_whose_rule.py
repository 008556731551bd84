"""Of whatever the house decides a refusal says who decided it."""

from datetime import date

from booking.foundation.texts import speaking
from booking.reservations.values import Objection, Reason
from booking.reservations.whose_rule import EXCEPTION, SETTERS, whose_rule

FACTS = {Reason.TAKEN, Reason.PAST, Reason.MISSING_HOUR, Reason.ELSEWHERE}
"""Nobody's rule; the last says in its own sentence whom to ask."""


def test_each_reason_has_one_who_set_it_or_is_a_fact() -> None:
    said = [reason for setter in SETTERS for reason in setter.reasons]
    assert sorted([*said, *FACTS]) == sorted(Reason)


def test_it_is_said_once_with_the_latest_day_and_who_makes_exceptions() -> None:
    found = [
        Objection(Reason.TOO_LONG, {"since": date(2026, 1, 5)}),
        Objection(Reason.QUOTA, {"since": date(2026, 3, 2)}),
        Objection(Reason.TAKEN),
        Objection(Reason.CLOSED),
    ]
    with speaking("en"):
        assert whose_rule(found) == [
            f"That is a house rule since 02/03/2026, set by the facility team. {EXCEPTION}",
            "The facility team has closed it. Only they can open it earlier.",
        ]
        assert whose_rule([Objection(Reason.TAKEN)]) == []
