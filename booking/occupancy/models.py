"""Facts: reservations counted per day, so that no page ever scans ten years of history.

They hold no person and stay for ever. Everything here can be counted again from reservations
and the journal (see facts.py). The day comes first in every key: pages ask by period.
"""

from datetime import date

from sqlalchemy import Column, Index, Integer
from sqlmodel import Field, SQLModel

from booking.foundation.columns import word
from booking.spaces.values import SpaceKind


def _key() -> Column[int]:
    return Column(Integer, primary_key=True, autoincrement=False)


class FactDay(SQLModel, table=True):
    """One space on one local day (``day`` is the date's proleptic ordinal), in minutes.

    The index holds all that is summed of a space, so that a year of it needs no row.
    """

    __tablename__ = "fact_day"
    __table_args__ = (
        Index("fact_day_by_space", "space_id", "day", "zone_id", "space_kind", "capacity",
              "open_minutes", "booked_minutes", "used_minutes", "used_person_minutes",
              "reservation_count", "no_show_count", "check_in_count"),
    )  # fmt: skip

    day: int = Field(sa_column=_key())
    space_id: int = Field(sa_column=_key())
    zone_id: int
    space_kind: SpaceKind = Field(sa_type=word(SpaceKind))
    capacity: int
    open_minutes: int
    booked_minutes: int
    used_minutes: int
    used_person_minutes: int
    reservation_count: int
    no_show_count: int
    check_in_count: int
    """Reservations on which somebody checked in: coverage is this over reservation_count."""


class FactSheet(SQLModel, table=True):
    """One building on one local day: everything that was counted, space by space.

    ``house`` and ``lines`` are records of fixed size (sheet.py says which): the spaces with
    their open minutes, and each reservation with its minutes and its fate, for whom as a kind
    of party. A day is one row, so a page over a year reads hundreds of rows; quarters of an
    hour, peaks and shares all follow from it (arrays.py). No person is in it, only how many.
    """

    __tablename__ = "fact_sheet"

    day: int = Field(sa_column=_key())
    building_id: int = Field(sa_column=_key())
    house: bytes
    lines: bytes
    person_count: int
    """Different members of staff who checked in."""
    staff_count: int
    """Members of staff that the town hall had."""


class FactTotal(SQLModel, table=True):
    """All spaces of one kind in one zone, or in a whole building (zone 0), on one local day.

    What FactDay says, added up when it is counted: a page over a year reads hundreds of rows
    and not a hundred thousand. The peaks cannot be added up, so each is found by itself: the
    most spaces that were in use, or held, at one and the same minute.
    """

    __tablename__ = "fact_total"

    day: int = Field(sa_column=_key())
    building_id: int = Field(sa_column=_key())
    zone_id: int = Field(sa_column=_key())
    space_kind: SpaceKind = Field(sa_column=Column(word(SpaceKind), primary_key=True))
    space_count: int
    """Spaces that were open for a minute at least; of a divided room, the parts too."""
    open_minutes: int
    booked_minutes: int
    used_minutes: int
    used_person_minutes: int
    open_seat_minutes: int
    used_seat_minutes: int
    reservation_count: int
    no_show_count: int
    check_in_count: int
    awaited_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """Reservations on which check-in was asked for; one to which nobody came is one of them."""
    booked_peak: int
    used_peak: int


class FactHour(SQLModel, table=True):
    """The same in one hour of the wall clock: ``hour`` 2 of the autumn night is 120 minutes.

    Here the zone comes first: a heat map asks for one zone, or for the building, at a time.
    """

    __tablename__ = "fact_hour"
    __table_args__ = (Index("fact_hour_by_day", "day"),)

    building_id: int = Field(sa_column=_key())
    zone_id: int = Field(sa_column=_key())
    space_kind: SpaceKind = Field(sa_column=Column(word(SpaceKind), primary_key=True))
    day: int = Field(sa_column=_key())
    hour: int = Field(sa_column=_key())
    open_minutes: int
    booked_minutes: int
    used_minutes: int


class FactWish(SQLModel, table=True):
    """The wishes for one local day that were not met at once.

    ``lines`` are records of fixed size, one for each wish: size, slot, kind of party, outcome
    (wish_lines.py). The same wish of the same person counts once (see reservations.wishes).
    """

    __tablename__ = "fact_wish"

    day: int = Field(sa_column=_key())
    lines: bytes


class FactVersion(SQLModel, table=True):
    """The ``v`` of day_version that the facts of a day and zone were counted at.

    Where it is behind, the day is dirty and will be counted again; so it is when it was not
    over yet when it was counted (``counted_on``, an ordinal), and for some days after the
    stock changed (``stock_v``).
    """

    __tablename__ = "fact_version"

    day: int = Field(sa_column=_key())
    zone_id: int = Field(sa_column=_key())
    v: int
    stock_v: int
    counted_on: int


class MonthlyReader(SQLModel, table=True):
    """Who asked for the monthly report."""

    __tablename__ = "monthly_reader"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    told_month: date
    """The first day of the last month that they were told of, or need not be told of."""
