"""What somebody asks of a copy of the house, and what is found: as values, and as what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from booking.occupancy.scenarios.outcomes import Tell, outcome_of
from booking.occupancy.scenarios.phases import (
    Phase,
    PlanOutcome,
    Prices,
    in_order,
    plan_outcome,
)
from booking.occupancy.scenarios.rules import require_days
from booking.occupancy.scenarios.values import Basis, Measured, Outcome, Scenario


@dataclass(frozen=True, slots=True)
class Asked:
    """With ``phases`` a plan of works, else one scenario."""

    basis: Basis
    scenario: Scenario = field(default_factory=Scenario)
    phases: tuple[Phase, ...] = ()
    order: tuple[int, ...] = ()
    """Another order of the phases, to lay beside the one in which they stand; empty: none."""
    prices: Prices = field(default_factory=Prices)


@dataclass(frozen=True, slots=True)
class Found:
    """An ``outcome`` with that of ``reality`` beside it, or ``plans``: as given, and reordered."""

    outcome: Outcome | None = None
    reality: Outcome | None = None
    plans: Sequence[PlanOutcome] = ()


def reckon(measured: Measured, asked: Asked, *, tell: Tell = lambda _: None) -> Found:
    """Raises what outcome_of and plan_outcome raise, and TooFewDays."""
    require_days(measured.dates)
    if not asked.phases:
        reality, outcome = (
            outcome_of(measured, it, asked.basis, tell=_part_of(tell, number, 2),
                       is_thorough=True)
            for number, it in enumerate((Scenario(), asked.scenario))
        )  # fmt: skip
        return Found(outcome, reality)
    plans = [asked.phases, *([in_order(asked.phases, asked.order)] if asked.order else [])]
    return Found(plans=[
        plan_outcome(measured, phases, asked.basis, asked.prices, scenario=asked.scenario,
                     tell=_part_of(tell, number, len(plans)))
        for number, phases in enumerate(plans)
    ])  # fmt: skip


def _part_of(tell: Tell, number: int, count: int) -> Tell:
    return lambda percent: tell((100 * number + percent) // count)


ASKED, FOUND = TypeAdapter(Asked), TypeAdapter(Found)


def as_kept(value: Asked | Found) -> dict[str, Any]:
    """As it stands in a JSON column."""
    adapter: TypeAdapter[Any] = ASKED if isinstance(value, Asked) else FOUND
    kept: dict[str, Any] = adapter.dump_python(value, mode="json")
    return kept


def as_narrowed(name: str, kept: dict[str, Any]) -> dict[str, Any]:
    """What the log of who looked says of a what-if (occupancy/log.py reads it)."""
    return {"what_if": {"name": name, "asked": kept}}


def asked_from(kept: dict[str, Any]) -> Asked:
    return ASKED.validate_python(kept)


def found_from(kept: dict[str, Any]) -> Found:
    return FOUND.validate_python(kept)
