"""Tables of how calendars reach us."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel


class FeedToken(SQLModel, table=True):
    """A secret address at which a calendar reads the reservations of one person or one space.

    Shown once, kept as a hash, revoked at will.
    """

    __tablename__ = "feed_token"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (space_id IS NULL)", name="feed_token_of_one"),
        Index("feed_token_by_person", "person_id"),
    )

    token_hash: str = Field(primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    space_id: int | None = Field(default=None, foreign_key="space.id")
    creator_id: int = Field(foreign_key="person.id")
    created_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None
