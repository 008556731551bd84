"""A PostgreSQL database that is put back as it was, instead of made anew for each test.

Making one copies a thousand files, and whoever connects first rebuilds its caches: a third of a
second of processor time. Putting back what one test changed takes a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from tests.postgresql import Cluster

Marks = dict[str, tuple[int, int]]
"""By table: how many rows, and the youngest transaction that wrote one. The same: unchanged."""
ALONE = "-c max_parallel_workers_per_gather=0 -c jit=off -c plan_cache_mode=force_generic_plan"
CATALOGUES = ("pg_class", "pg_constraint", "pg_trigger")


@dataclass
class Standing:
    """The database ``name``, which starts each test as a copy of ``template``."""

    cluster: Cluster
    template: str
    name: str
    tables: Sequence[str] = ()
    sequences: Sequence[str] = ()
    rows: dict[str, bytes] = field(default_factory=dict)
    """By table what it holds, as COPY writes it; tables without rows are left out."""
    numbers: Sequence[tuple[Any, ...]] = ()
    marks: Marks = field(default_factory=dict)
    question: bytes = b""
    hands: psycopg.Connection | None = None
    """Kept: a new connection first has to learn each table."""

    def fresh(self) -> str:
        """Its address, with nothing left of what the test before did."""
        try:
            is_as_it_was = self.hands is not None and self._put_back(self.hands)
        except psycopg.OperationalError:  # a test sent everybody away
            is_as_it_was = False
        if not is_as_it_was:
            self._make()
        return self.cluster.url(self.name)

    def close(self) -> None:
        if self.hands is not None:
            self.hands.close()

    def _make(self) -> None:
        self.close()
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as operator:
            operator.execute(_said("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
            operator.execute(_said("CREATE DATABASE {} TEMPLATE {}", self.name, self.template))
        self.hands = connection = psycopg.connect(self.cluster.url(self.name), options=ALONE)
        names = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        self.tables, self.sequences = (
            [name for (name,) in connection.execute(f"{names} AND relkind = '{kind}'")]  # type: ignore[arg-type]
            for kind in "rS"
        )
        self.rows = {table: _copied(connection, table) for table in self.tables}
        self.numbers = self._read_numbers(connection)
        self.marks = self._read_marks(connection)
        connection.commit()

    def _put_back(self, connection: psycopg.Connection) -> bool:
        """Whether it could: not when a test changed more than rows."""
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.commit()
        found = self._read_marks(connection)
        if any(found[table] != self.marks[table] for table in CATALOGUES):
            return False
        self._write(
            connection, [table for table in self.tables if found[table] != self.marks[table]]
        )
        return True

    def _write(self, connection: psycopg.Connection, changed: Sequence[str]) -> None:
        # only guards against overlap may look: what is put back was right
        connection.execute("SET session_replication_role = replica")
        for table in changed:
            connection.execute(_said("DELETE FROM {}", table))
            if self.rows[table]:
                with connection.cursor().copy(_said("COPY {} FROM STDIN", table)) as copy:
                    copy.write(self.rows[table])
        if self.numbers:
            each = [sql.SQL("setval(%s, %s, %s)")] * len(self.numbers)
            values = [value for number in self.numbers for value in number]
            connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(each)), values)
        self.marks = self._read_marks(connection)
        connection.commit()

    def _read_marks(self, connection: psycopg.Connection) -> Marks:
        if not self.question:
            count = "SELECT {}, count(*), coalesce(max(xmin::text::bigint), 0) FROM {}"
            self.question = (
                sql.SQL(" UNION ALL ")
                .join(
                    sql.SQL(count).format(sql.Literal(table), sql.Identifier(table))
                    for table in (*self.tables, *CATALOGUES)
                )
                .as_bytes(connection)
            )
        return {
            table: (count, latest)
            for table, count, latest in connection.execute(self.question, prepare=True)
        }

    def _read_numbers(self, connection: psycopg.Connection) -> Sequence[tuple[Any, ...]]:
        query = "SELECT %s, last_value, is_called FROM {}"
        return [
            number
            for sequence in self.sequences
            for number in connection.execute(_said(query, sequence), (sequence,))
        ]


def _said(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))  # type: ignore[arg-type]


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(_said("COPY {} TO STDOUT", table)) as copy:
        return b"".join(bytes(part) for part in copy)
