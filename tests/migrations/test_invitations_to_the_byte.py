"""A database of a step ago, brought up to date: invitations are kept as bytes."""

from sqlmodel import select

from booking.calendars.itip.models import Invitation
from booking.foundation.database import Database
from booking.migrations.runner import migrate
from tests.interfaces.cli.test_migrate import unmade_url

__all__ = ["unmade_url"]

OLD = """INSERT INTO invitation VALUES ('space:1 1@x', '', 'space:1', '1@x', 'a@b', 'a@b', 0,
         '2026-03-23 08:00:00', false, '{}', '{}', 'SUMMARY:Café', '2026-03-23 08:00:00')"""


def test_what_was_kept_as_text_is_its_utf_8(unmade_url: str) -> None:
    database = Database(unmade_url)
    migrate(database, until="0036")
    with database.altering() as connection:
        connection.exec_driver_sql(OLD)
    migrate(database, until="0037")
    with database.reading() as session:
        [kept] = session.exec(select(Invitation.raw)).all()
    assert kept == "SUMMARY:Café".encode()
    database.dispose()
