"""The journal's seals: whoever changes history is found out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, col, select

from booking.foundation.database import Database, retried
from booking.foundation.doors import Door
from booking.foundation.journal import (
    JournalEntry,
    first_broken_seal,
    seal_entries,
    unsealed_count,
)
from tests.together import together

NOON = datetime(2026, 3, 23, 12, tzinfo=UTC)


def write(session: Session, count: int, *, first: int = 0) -> None:
    session.add_all(
        JournalEntry(
            at=NOON + timedelta(seconds=n), actor_id=n, door=Door.WEB, action="reserve",
            subject_kind="reservation", subject_id=f"uid-{n}", before=None,
            after={"until": "café", "people": n, "b": 1.5, "a": None},
        )
        for n in range(first, first + count)
    )  # fmt: skip


def sealed(session: Session) -> list[JournalEntry]:
    statement = (
        select(JournalEntry)
        .where(col(JournalEntry.seal_number).is_not(None))
        .order_by(col(JournalEntry.seal_number))
    )
    return list(session.exec(statement))


def broken_at(database: Database) -> int | None:
    with database.reading() as session:
        return first_broken_seal(sealed(session))


@pytest.fixture
def chain(database: Database) -> Database:
    """Nine sealed entries."""
    with database.writing() as session:
        write(session, 9)
    with database.writing() as session:
        seal_entries(session)
    return database


def test_entries_are_sealed_in_batches_and_the_chain_holds(database: Database) -> None:
    with database.writing() as session:
        write(session, 25)
    counts = []
    for _ in range(4):
        with database.writing() as session:
            counts.append(seal_entries(session, count_max=10))
    assert counts == [10, 10, 5, 0]
    with database.reading() as session:
        assert unsealed_count(session) == 0
        entries = sealed(session)
    assert [entry.seal_number for entry in entries] == list(range(1, 26))
    assert first_broken_seal(entries) is None


def test_no_act_is_sealed_in_two(database: Database) -> None:
    with database.writing() as session:
        write(session, 3)
        for entry in session.exec(select(JournalEntry)).all()[1:]:
            entry.at = NOON + timedelta(minutes=1)
    with database.writing() as session:
        assert [seal_entries(session, count_max=2) for _ in range(2)] == [3, 0]
    assert broken_at(database) is None


def test_an_empty_journal_is_whole(database: Database) -> None:
    assert broken_at(database) is None


def test_entries_sealed_in_the_transaction_that_wrote_them_hold(database: Database) -> None:
    """The seal is over what is stored: cleaned, in UTC, as it will be read back."""
    zone = datetime(2026, 3, 23, 13, 0, 1, 99, tzinfo=UTC).astimezone()
    with database.writing() as session:
        session.add(JournalEntry(at=zone, door=Door.CLI, action=" act\n", subject_kind="x",
                                 subject_id="y", after={"b": 1, "a": [1, 2]}))  # fmt: skip
        assert seal_entries(session) == 1
    assert broken_at(database) is None


def test_an_act_that_came_to_light_late_is_sealed_after_those_before_it(
    chain: Database,
) -> None:
    """Numbers are given out before commit, so a lower number may appear after a higher one."""
    with chain.writing() as session:
        session.execute(
            insert(JournalEntry).values(
                number=10_000, at=NOON, door=Door.API, action="a", subject_kind="x", subject_id="y"
            )
        )
        seal_entries(session)
    with chain.writing() as session:
        session.execute(
            insert(JournalEntry).values(
                number=9_999, at=NOON, door=Door.API, action="a", subject_kind="x", subject_id="y"
            )
        )
        seal_entries(session)
    assert broken_at(chain) is None
    with chain.reading() as session:
        assert [entry.number for entry in sealed(session)][-2:] == [10_000, 9_999]


CHANGES: dict[str, dict[str, Any]] = {
    "when": {"at": NOON + timedelta(microseconds=1)},
    "who": {"actor_id": 99},
    "for whom": {"on_behalf_of_id": 99},
    "which door": {"door": Door.MAIL},
    "what": {"action": "cancel"},
    "on what": {"subject_id": "uid-99"},
    "what it was": {"before": {"people": 1}},
    "what it became": {"after": {"until": "café", "people": 4, "b": 1.5, "a": 0}},
    "the seal": {"seal": "f" * 64},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_entry_is_found(chain: Database, change: dict[str, Any]) -> None:
    with chain.writing() as session:
        session.execute(
            update(JournalEntry).where(col(JournalEntry.seal_number) == 4).values(**change)
        )
    assert broken_at(chain) == 4


def remove(session: Session) -> None:
    session.execute(delete(JournalEntry).where(col(JournalEntry.seal_number) == 4))


def remove_and_close_ranks(session: Session) -> None:
    remove(session)
    for number in range(5, 10):
        session.execute(
            update(JournalEntry)
            .where(col(JournalEntry.seal_number) == number)
            .values(seal_number=number - 1)
        )


def insert_one(session: Session) -> None:
    for number in range(9, 3, -1):
        session.execute(
            update(JournalEntry)
            .where(col(JournalEntry.seal_number) == number)
            .values(seal_number=number + 1)
        )
    forged = JournalEntry(number=500, at=NOON, door=Door.WEB, action="cancel", subject_kind="x",
                          subject_id="y", seal_number=4)  # fmt: skip
    previous = session.exec(select(JournalEntry).where(JournalEntry.seal_number == 3)).one().seal
    forged.seal = forged.sealed_after(previous or "")
    session.add(forged)


def reorder(session: Session) -> None:
    for old, new in ((4, 100), (5, 4), (100, 5)):
        session.execute(
            update(JournalEntry).where(col(JournalEntry.seal_number) == old).values(seal_number=new)
        )


@pytest.mark.parametrize(
    ("tamper", "found_at"),
    [(remove, 4), (remove_and_close_ranks, 4), (insert_one, 5), (reorder, 4)],
)
def test_a_removed_inserted_or_moved_entry_is_found(
    chain: Database, tamper: Callable[[Session], None], found_at: int
) -> None:
    with chain.writing() as session:
        tamper(session)
    assert broken_at(chain) == found_at


def test_a_seal_cannot_be_given_twice(chain: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"), chain.writing() as session:
        session.execute(text("UPDATE journal SET seal_number = 1 WHERE seal_number = 2"))


@pytest.mark.slow
def test_sealing_while_others_write_and_seal_leaves_one_whole_chain(database: Database) -> None:
    @retried
    def write_some(first: int) -> None:
        with database.writing() as session:
            write(session, 3, first=first)

    @retried
    def seal_some() -> None:
        with database.writing() as session:
            seal_entries(session, count_max=7)

    def write_on(number: int) -> None:
        for turn in range(15):
            write_some(1000 * number + 3 * turn)

    def seal_on() -> None:
        for _ in range(15):
            seal_some()

    writers = [partial(write_on, number) for number in range(3)]
    assert together(*writers, seal_on, seal_on, seal_on) == []

    with database.writing() as session:
        seal_entries(session)
    with database.reading() as session:
        assert unsealed_count(session) == 0
        entries = sealed(session)
    assert len(entries) == 3 * 15 * 3
    assert first_broken_seal(entries) is None
