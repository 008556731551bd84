"""Each limit of the house rules is declared once: what is set is what is read."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from booking.reservations.limits import (
    LIMITS,
    Limit,
    as_asked,
    as_filled_in,
    as_rules,
    as_stored,
)
from booking.reservations.models import HouseRule
from booking.reservations.values import HouseRules


def filled_in(limit: Limit) -> st.SearchStrategy[float | bool]:
    """What a form may say: in steps, within the bounds."""
    if limit.unit is None:
        return st.booleans()
    steps = st.integers(round(limit.least / limit.step), round(limit.most / limit.step))
    return steps.map(lambda count: count * limit.step)


FILLED_IN = st.fixed_dictionaries({limit.asked: filled_in(limit) for limit in LIMITS})


@given(FILLED_IN)
def test_what_is_filled_in_survives_being_stored(filled: dict[str, float | bool]) -> None:
    rules = as_asked(filled)
    assert as_rules(as_stored(rules)) == rules
    assert as_filled_in(rules) == filled


def test_every_house_rule_is_declared_and_stored() -> None:
    assert {limit.field for limit in LIMITS} == {
        field.name for field in fields(HouseRules) if field.compare
    }
    columns = set(HouseRule.__table__.columns.keys())  # type: ignore[attr-defined]  # SQLModel's
    assert {limit.column for limit in LIMITS} == columns - {
        "id", "space_kind", "valid_from", "valid_until"
    }  # fmt: skip
