"""Columns and statements that behave the same on SQLite and PostgreSQL.

Instants need no type of ours: SQLModel's ``datetime`` column rejects naive values and
gives aware UTC back on both engines.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Dialect, Enum, String, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel
from typing_extensions import override

from booking.foundation.lines import one_line


class OneLine(TypeDecorator[str]):
    """Text of a single line, cleaned on its way in: it will stand in mails and calendars."""

    impl = String
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else one_line(value)

    @override
    def process_literal_param(self, value: str | None, dialect: Dialect) -> str:
        return repr(one_line(value or ""))


def word(kind: type[StrEnum]) -> Any:
    """A column for a StrEnum: its value as text, with a CHECK; no native enum to migrate."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=f"{kind.__name__.lower()}_known",
        values_callable=lambda members: [member.value for member in members],
    )


def table_of(model: type[SQLModel]) -> Table:
    """For statements that need no objects: such a statement costs a third of one with a model.

    Those asked all day go over ``session.connection()``: past the session it is a third less.
    """
    return SQLModel.metadata.tables[str(model.__tablename__)]


def upsert(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that can say ON CONFLICT; both engines can, each in a class of its own."""
    return INSERTS[dialect_of(session)](table)


INSERTS: Mapping[str, Callable[[Any], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def on_both(build: Callable[[Callable[[Any], Any]], Any]) -> Mapping[str, Any]:
    """A ready-made upsert for each engine, by :func:`dialect_of`; ``build`` gets its INSERT."""
    return {name: build(insert) for name, insert in INSERTS.items()}


def dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


def lock_until_commit(session: Session, key: int) -> None:
    """Wait until no other transaction holds ``key`` (63 bits), then hold it to the end.

    On SQLite a writing transaction is alone from its first statement on.
    """
    if dialect_of(session) == "postgresql":
        session.connection().execute(ADVISORY_LOCK, {"key": key})


def lock_or_pass(session: Session, key: int) -> bool:
    """As :func:`lock_until_commit`, but False where another transaction holds ``key``."""
    if dialect_of(session) != "postgresql":
        return True
    return bool(session.scalar(ADVISORY_LOCK_OR_PASS, {"key": key}))


ADVISORY_LOCK_OR_PASS = select(func.pg_try_advisory_xact_lock(bindparam("key")))
ADVISORY_LOCK = select(func.pg_advisory_xact_lock(bindparam("key")))
