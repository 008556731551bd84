"""A database of a step ago, brought up to date: it knows the council and the works council."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from booking.foundation.database import Database
from booking.migrations.runner import migrate
from booking.people.models import PersonRole
from booking.people.values import Role
from tests.interfaces.cli.test_migrate import unmade_url

__all__ = ["unmade_url"]

PERSON = """INSERT INTO person (id, email, name, language, sharing)
            VALUES (1, 'a@b', 'Hanna', 'nl', 'team')"""


def give(database: Database, role: str) -> None:
    with database.altering() as connection:
        connection.exec_driver_sql(f"INSERT INTO person_role VALUES (1, '{role}')")


def test_roles_stay_and_two_are_known_from_now_on(unmade_url: str) -> None:
    database = Database(unmade_url)
    migrate(database, until="0035")
    with database.altering() as connection:
        connection.exec_driver_sql(PERSON)
    give(database, "employee")
    with pytest.raises(IntegrityError):
        give(database, "council")
    migrate(database, until="0036")
    for role in ("council", "works_council"):
        give(database, role)
    with pytest.raises(IntegrityError):
        give(database, "mayor")
    with database.reading() as session:
        found = session.exec(select(PersonRole.role).order_by(col(PersonRole.role))).all()
    assert found == [Role.COUNCIL, Role.EMPLOYEE, Role.WORKS_COUNCIL]
    database.dispose()
