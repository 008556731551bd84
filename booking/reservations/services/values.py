"""The words in which services are offered and ordered."""

from dataclasses import dataclass
from enum import StrEnum


class ServiceKind(StrEnum):
    CATERING = "catering"
    AV = "av"
    MESSENGER = "messenger"
    TABLE_PLAN = "table_plan"


class CutOffUnit(StrEnum):
    """In what the time before the start is counted until which a service can be ordered."""

    HOURS = "hours"
    WORKING_DAYS = "working_days"


class TickState(StrEnum):
    """How far a task of the day is; without a tick nobody has looked at it."""

    SEEN = "seen"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What the facility manager says of a service."""

    name_nl: str
    name_en: str
    kind: ServiceKind
    is_per_person: bool
    cut_off_count: int
    cut_off_unit: CutOffUnit
    needs_cost_centre: bool
    provider: str
    """Who does it: a team or a supplier; empty is the facility team."""
    told_to: str
    """The mail address that gets the list of a day, and what changes late; empty is nobody."""
    told_at_minute: int
    """At which minute of the wall clock the list of the next day goes there."""
    price: str
    """For information only, as people write it: € 7,50 p.p."""
    is_for_partners: bool
    is_offered: bool
    building_ids: frozenset[int]
    """Where it can be had; empty is everywhere."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a service somebody wants with a reservation; nothing is 0."""

    amount: int
    note: str = ""
    cost_centre: str = ""
