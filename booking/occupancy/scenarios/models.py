"""The table of what-ifs: what was asked, with what data, and what came of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word

NAME_MAX = 80


class WhatIfKind(StrEnum):
    SCENARIO = "scenario"
    PHASES = "phases"


class WhatIfState(StrEnum):
    WAITING = "waiting"
    """For a worker, or at work: then ``percent`` rises."""
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


class WhatIf(SQLModel, table=True):
    """A scenario or a plan of phases, over the days from ``first_on`` up to ``last_on``.

    ``run`` is raised each time it is reckoned, so that one who was stopped writes nothing more.
    """

    __tablename__ = "what_if"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="what_if_has_days"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="what_if_progress"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: WhatIfKind = Field(sa_type=word(WhatIfKind))
    name: str = Field(sa_type=OneLine)
    building_id: int = Field(foreign_key="building.id")
    first_on: date
    last_on: date
    asked: dict[str, Any] = Field(sa_type=JSON)
    """As asking.as_kept: with the seed."""
    state: WhatIfState = Field(sa_type=word(WhatIfState))
    percent: int = 0
    run: int = 1
    version: list[int] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    """Of the data that ``found`` was reckoned from."""
    found: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    refusal: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    """The sentence and its facts."""
    is_same: bool | None = None
    """Whether the last time gave what the time before did; None when it was the first."""
    creator_id: int = Field(foreign_key="person.id")
    created_at: datetime
    reckoned_at: datetime | None = None
