"""Table of the desks that groups let go."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class SeatLeft(SQLModel, table=True):
    """A desk that a group let go while it kept others: what counting occupancy needs of it."""

    __tablename__ = "seat_left"

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    space_id: int = Field(foreign_key="space.id", primary_key=True)
    checked_in_at: datetime | None = None
    left_at: datetime
    is_released: bool
    """Because nobody came, and not because somebody gave it back."""
