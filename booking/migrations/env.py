"""Alembic's entry: on the runner's connection, or on BOOKING_DATABASE_URL for `revision`."""

import os
from typing import Literal

from alembic import context
from sqlalchemy import Connection

from booking.foundation.database import Database
from booking.migrations.tables import METADATA
from booking.reservations.guard import ensure_guards

PLAIN = {"OneLine": "sa.String()", "AutoString": "sa.String()", "UTCDateTime": "UTCDateTime()"}


def plain(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Types of ours as the database sees them: a step must not depend on today's code."""
    return PLAIN.get(type(item).__name__, False) if kind == "type" else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain,
        transaction_per_migration=False,
    )
    context.run_migrations()
    # batch operations recreate a table and silently drop what guards it
    if connection.dialect.has_table(connection, "claim"):
        ensure_guards(connection)


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(os.environ["BOOKING_DATABASE_URL"]).engine.begin() as connection:
        run(connection)
