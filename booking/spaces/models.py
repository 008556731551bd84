"""Tables of what can be reserved. Values of these tables reach rules as ``spaces.values``."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word
from booking.spaces.values import Audience, ClosureKind, LayoutKind, SpaceKind, ZoneKind
from booking.spaces.zone_grants import ZoneParty


class Building(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=OneLine, unique=True)
    address: str = Field(default="", sa_type=OneLine)
    time_zone: str = "Europe/Amsterdam"


class Floor(SQLModel, table=True):
    """``plan_width`` and ``plan_height`` in units of 10 cm."""

    __table_args__ = (UniqueConstraint("building_id", "level"),)

    id: int | None = Field(default=None, primary_key=True)
    building_id: int = Field(foreign_key="building.id")
    level: int
    name: str = Field(sa_type=OneLine)
    plan_width: int = 0
    plan_height: int = 0


class FloorDrawing(SQLModel, table=True):
    """An uploaded drawing of a floor: SVG, sanitised before it is stored."""

    __tablename__ = "floor_drawing"

    floor_id: int = Field(foreign_key="floor.id", primary_key=True)
    svg: str
    uploaded_at: datetime


class Zone(SQLModel, table=True):
    __table_args__ = (UniqueConstraint("floor_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    floor_id: int = Field(foreign_key="floor.id")
    department_id: int | None = Field(default=None, foreign_key="department.id")
    name: str = Field(sa_type=OneLine)
    kind: ZoneKind = Field(sa_type=word(ZoneKind))
    plan_x: int = 0
    plan_y: int = 0
    plan_width: int = 0
    plan_height: int = 0


class ZoneAccess(SQLModel, table=True):
    """Who may reserve in a zone, from a day until another; a zone without any is for everybody."""

    __tablename__ = "zone_access"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="zone_access_runs"),
        CheckConstraint("days_before >= 0", name="zone_access_opens_before"),
    )

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zone.id")
    party: ZoneParty = Field(sa_type=word(ZoneParty))
    party_id: int | None = None
    """Of the department or team."""
    days_before: int | None = None
    """From so many days before; always when None."""
    valid_from: date
    valid_until: date | None = None


class Unit(SQLModel, table=True):
    """The smallest part that can be held."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=OneLine, unique=True)


class Space(SQLModel, table=True):
    """A desk or a room; what changes with time (zone, capacity) stands in SpaceTerm."""

    __table_args__ = (
        CheckConstraint("grain_minutes IN (5, 10, 15, 30, 60)", name="space_grain_known"),
        CheckConstraint(
            "buffer_before_minutes >= 0 AND buffer_after_minutes >= 0", name="space_buffer_positive"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    building_id: int = Field(foreign_key="building.id")
    number: str = Field(sa_type=OneLine, unique=True)
    name: str = Field(sa_type=OneLine)
    kind: SpaceKind = Field(sa_type=word(SpaceKind))
    grain_minutes: int = 15
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    needs_approval: bool = False
    audience: Audience = Field(default=Audience.STAFF, sa_type=word(Audience))
    is_accessible: bool = False
    plan_x: int | None = None
    plan_y: int | None = None
    plan_width: int | None = None
    plan_height: int | None = None


class MailName(SQLModel, table=True):
    """What stands before the @ in the address of a room, or of a zone of desks."""

    __tablename__ = "mail_name"
    __table_args__ = (
        CheckConstraint("(space_id IS NULL) <> (zone_id IS NULL)", name="mail_name_of_one"),
    )

    name: str = Field(primary_key=True)
    space_id: int | None = Field(default=None, foreign_key="space.id", unique=True)
    zone_id: int | None = Field(default=None, foreign_key="zone.id", unique=True)


class SpaceTerm(SQLModel, table=True):
    """Zone and capacity of a space from a day until another, so that past figures stay put."""

    __tablename__ = "space_term"
    __table_args__ = (
        UniqueConstraint("space_id", "valid_from"),
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="space_term_runs"),
        CheckConstraint("capacity >= 1", name="space_term_seats_someone"),
    )

    id: int | None = Field(default=None, primary_key=True)
    space_id: int = Field(foreign_key="space.id")
    zone_id: int = Field(foreign_key="zone.id")
    capacity: int
    valid_from: date
    valid_until: date | None = None


class SpaceUnit(SQLModel, table=True):
    __tablename__ = "space_unit"

    space_id: int = Field(foreign_key="space.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)


class Equipment(SQLModel, table=True):
    """A kind of thing a space may have; ``name`` is English and translated where shown."""

    code: str = Field(primary_key=True)
    name: str = Field(sa_type=OneLine)
    icon: str = ""


class SpaceEquipment(SQLModel, table=True):
    __tablename__ = "space_equipment"

    space_id: int = Field(foreign_key="space.id", primary_key=True)
    equipment_code: str = Field(foreign_key="equipment.code", primary_key=True)


class SpaceLayout(SQLModel, table=True):
    """A way to set up a room; its minutes come on top of those of the room itself."""

    __tablename__ = "space_layout"

    space_id: int = Field(foreign_key="space.id", primary_key=True)
    kind: LayoutKind = Field(sa_type=word(LayoutKind), primary_key=True)
    capacity: int = Field(ge=1)
    before_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    after_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class OpeningHours(SQLModel, table=True):
    """Weekly hours; ``weekday`` 0 is Monday; ``closes`` 00:00 is midnight at the day's end."""

    __tablename__ = "opening_hours"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_hours_weekday"),)

    id: int | None = Field(default=None, primary_key=True)
    building_id: int = Field(foreign_key="building.id")
    space_id: int | None = Field(default=None, foreign_key="space.id")
    weekday: int
    opens: time
    closes: time
    valid_from: date
    valid_until: date | None = None


class OpeningException(SQLModel, table=True):
    """Other hours, or none, on one day: pre-filled with the public holidays, then edited."""

    __tablename__ = "opening_exception"
    __table_args__ = (UniqueConstraint("building_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    building_id: int = Field(foreign_key="building.id")
    day: date
    name: str = Field(sa_type=OneLine)
    opens: time | None = None
    closes: time | None = None


class DayPart(SQLModel, table=True):
    """A part of the day from a day until another; ``ends`` 00:00 is midnight at its end."""

    __tablename__ = "day_part"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_from < valid_until", name="day_part_runs"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name_nl: str = Field(sa_type=OneLine)
    name_en: str = Field(sa_type=OneLine)
    begins: time
    ends: time
    valid_from: date
    valid_until: date | None = None


class ClosureSeries(SQLModel, table=True):
    """A closure that comes back: when, by a rule that counts local dates from ``first_on``.

    Each of its dates is a closure of its own: what is past stays, whatever becomes of the rule.
    """

    __tablename__ = "closure_series"

    id: int | None = Field(default=None, primary_key=True)
    rule: str
    """The value of an RRULE (RFC 5545 §3.3.10)."""
    first_on: date


class Closure(SQLModel, table=True):
    """Works, an event, a broken desk: exactly one of building, floor, zone, space is given."""

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="closure_ends_after_start"),
        Index("closure_by_end", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: ClosureKind = Field(default=ClosureKind.CLOSURE, sa_type=word(ClosureKind))
    building_id: int | None = Field(default=None, foreign_key="building.id")
    floor_id: int | None = Field(default=None, foreign_key="floor.id")
    zone_id: int | None = Field(default=None, foreign_key="zone.id")
    space_id: int | None = Field(default=None, foreign_key="space.id")
    starts_at: datetime
    ends_at: datetime
    reason: str = Field(default="", sa_type=OneLine)
    series_id: int | None = Field(default=None, foreign_key="closure_series.id")


class ExternalTime(SQLModel, table=True):
    """One date of an event in a calendar from outside, of a space.

    What is past stays, without its title: the figures of the past rest on it.
    """

    __tablename__ = "external_time"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="external_time_ends_after_start"),
        Index("external_time_by_calendar", "calendar_id", "ends_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    calendar_id: int
    """Of a calendar that :mod:`booking.calendars.subscriptions` follows."""
    space_id: int = Field(foreign_key="space.id")
    uid: str
    starts_at: datetime
    ends_at: datetime
    is_holding: bool
    """Whether nobody can reserve the space then."""
    title: str = Field(default="", sa_type=OneLine)


class StockVersion(SQLModel, table=True):
    """One row: raised by every change to the stock, so that nobody decides on an old picture."""

    __tablename__ = "stock_version"

    id: int = Field(default=1, primary_key=True)
    v: int = 1
