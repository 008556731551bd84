"""Tables of services, of what was ordered, and of what is done of a day's work."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from booking.foundation.columns import OneLine, word
from booking.reservations.services.values import CutOffUnit, ServiceKind, TickState


class Service(SQLModel, table=True):
    """Something that can be ordered with a room; see ``values.ServiceFacts``."""

    __table_args__ = (CheckConstraint("cut_off_count >= 0", name="service_cut_off_before"),)

    id: int | None = Field(default=None, primary_key=True)
    name_nl: str = Field(sa_type=OneLine, unique=True)
    name_en: str = Field(sa_type=OneLine)
    kind: ServiceKind = Field(sa_type=word(ServiceKind))
    is_per_person: bool = False
    cut_off_count: int = 0
    cut_off_unit: CutOffUnit = Field(default=CutOffUnit.HOURS, sa_type=word(CutOffUnit))
    needs_cost_centre: bool = False
    provider: str = Field(default="", sa_type=OneLine)
    told_to: str = Field(default="", sa_type=OneLine)
    told_at_minute: int = 15 * 60
    price: str = Field(default="", sa_type=OneLine)
    is_for_partners: bool = False
    is_offered: bool = True


class ServiceBuilding(SQLModel, table=True):
    """Where a service can be had, when not everywhere."""

    __tablename__ = "service_building"

    service_id: int = Field(foreign_key="service.id", primary_key=True)
    building_id: int = Field(foreign_key="building.id", primary_key=True)


class ServiceOrder(SQLModel, table=True):
    """How much of a service comes with a reservation: when and where that is held, it is wanted.

    So it moves and lapses with the reservation. One that was taken back stays, with amount 0.
    """

    __tablename__ = "service_order"
    __table_args__ = (CheckConstraint("amount >= 0", name="service_order_of_something"),)

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    service_id: int = Field(foreign_key="service.id", primary_key=True)
    amount: int
    note: str = ""
    cost_centre: str = Field(default="", sa_type=OneLine)
    ordered_by_id: int = Field(foreign_key="person.id")
    ordered_at: datetime
    changed_at: datetime


class ServiceTold(SQLModel, table=True):
    """That the list of a day went to who brings what is on it: once."""

    __tablename__ = "service_told"

    address: str = Field(sa_type=OneLine, primary_key=True)
    day: date = Field(primary_key=True)
    told_at: datetime


class TaskTick(SQLModel, table=True):
    """That a task of the day list was seen or done, by whom.

    ``of`` is the fingerprint of what was to be done: when that changes, it is to be done anew.
    """

    __tablename__ = "task_tick"

    reservation_id: int = Field(foreign_key="reservation.id", primary_key=True)
    task: str = Field(primary_key=True)
    of: str
    state: TickState = Field(sa_type=word(TickState))
    at: datetime
    by_id: int = Field(foreign_key="person.id")
