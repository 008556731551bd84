"""Keeping the house in order, without keeping anybody waiting."""

from sqlmodel import col, select

from booking.foundation.doors import Door
from booking.foundation.journal import JournalEntry, first_broken_seal
from booking.interfaces.jobs.tidying import SEALED_AT_ONCE, seal_journal
from booking.interfaces.jobs.workplace import Workplace
from tests.interfaces.jobs.conftest import Clock


def test_all_that_was_written_is_sealed_in_one_turn(workplace: Workplace, clock: Clock) -> None:
    count = 2 * SEALED_AT_ONCE + 1
    with workplace.database.writing() as session:
        session.add_all(
            JournalEntry(at=clock.now, door=Door.WEB, action="seen", subject_kind="thing",
                         subject_id=str(n))
            for n in range(count)
        )  # fmt: skip
    seal_journal(workplace, {}, clock.now)

    with workplace.database.reading() as session:
        entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.seal_number))).all()
        assert [entry.seal_number for entry in entries] == list(range(1, count + 1))
        assert first_broken_seal(entries) is None
