"""Tables of counted rounds. No person is in them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.occupancy.rounds.values import Seen


class CountedRound(SQLModel, table=True):
    """One walk through a building, planned for ``at`` or begun then."""

    __tablename__ = "counted_round"
    __table_args__ = (Index("counted_round_by_moment", "building_id", "at", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    building_id: int = Field(foreign_key="building.id")
    at: datetime
    is_planned: bool
    finished_at: datetime | None = None


class RoundSight(SQLModel, table=True):
    """How a space was found on a round."""

    __tablename__ = "round_sight"
    __table_args__ = (
        CheckConstraint("(seen = 'used') = (person_count >= 1)", name="round_sight_people"),
    )

    round_id: int = Field(foreign_key="counted_round.id", primary_key=True)
    space_id: int = Field(foreign_key="space.id", primary_key=True)
    at: datetime
    seen: Seen = Field(sa_type=word(Seen))
    person_count: int
