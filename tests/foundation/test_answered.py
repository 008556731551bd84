"""One form, one effect."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from booking.foundation.answered import (
    Answered,
    answer_once,
    answered_before,
    forget_answers,
    remember_answer,
)
from booking.foundation.database import Database, retried
from booking.foundation.errors import Contended
from booking.foundation.ids import token_hash
from booking.people.models import Team

NOON = datetime(2026, 3, 23, 12, tzinfo=UTC)


def test_the_second_time_a_form_gets_the_first_answer(database: Database) -> None:
    with database.writing() as session:
        assert answered_before(session, "token", 1) is None
        remember_answer(session, "token", person_id=1, location="/here", at=NOON)
    with database.writing() as session:
        assert answered_before(session, "token", 1) == "/here"
        assert answered_before(session, "other", 1) is None
        assert answer_once(session, "token", person_id=1, location="/there", at=NOON) == "/here"
        assert answer_once(session, "token", person_id=2, location="/there", at=NOON) == "/there"
        assert answered_before(session, "token", 2) == "/there"


def test_the_same_key_of_two_people_is_two_keys(database: Database) -> None:
    """JSON clients choose their Idempotency-Key, and two may choose "1"."""
    with database.writing() as session:
        remember_answer(session, "1", person_id=1, location="/mine", at=NOON)
    with database.writing() as session:
        assert answered_before(session, "1", 2) is None
        remember_answer(session, "1", person_id=2, location="/yours", at=NOON)


def test_an_answer_without_effect_is_not_remembered(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:  # noqa: PT012 -- a whole act
        remember_answer(session, "token", person_id=1, location="/here", at=NOON)
        session.add(Team(name="Spook", department_id=4711))  # the act fails after all
    with database.writing() as session:
        assert answered_before(session, "token", 1) is None


def test_a_form_that_had_its_effect_has_none_again(database: Database) -> None:
    with database.writing() as session:
        remember_answer(session, "token", person_id=1, location="/here", at=NOON)
    with pytest.raises(Contended), database.writing() as session:
        remember_answer(session, "token", person_id=1, location="/there", at=NOON)


def test_the_token_itself_is_not_stored(database: Database) -> None:
    with database.writing() as session:
        remember_answer(session, "token", person_id=1, location="/here", at=NOON)
    with database.reading() as session:
        key = session.exec(select(Answered.key)).one()
    assert "token" not in key
    assert key != token_hash("token")  # nor what a leaked token could be looked up by


def test_old_answers_are_forgotten(database: Database) -> None:
    with database.writing() as session:
        remember_answer(session, "token", person_id=1, location="/here", at=NOON)
        forget_answers(session, before=NOON)
        assert answered_before(session, "token", 1) == "/here"
        session.expire_all()
        forget_answers(session, before=NOON.replace(hour=13))
        assert answered_before(session, "token", 1) is None


def while_the_first_is_at_it(
    first: Callable[[], None],
    second: Callable[[], None],
    has_begun: threading.Event,
    may_end: threading.Event,
    answers: list[Any],
) -> None:
    """Run both; the second may have no answer before the first is let go."""
    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    assert has_begun.wait(5)
    threads[1].start()
    threads[1].join(0.3)
    assert answers == [], "the second did not wait"
    may_end.set()
    for thread in threads:
        thread.join(10)


def test_the_second_click_of_two_waits_for_the_answer_of_the_first(database: Database) -> None:
    """Not: is told that the place is taken, by the first."""
    has_begun, may_end = threading.Event(), threading.Event()
    answers: list[str | None] = []

    @retried
    def first() -> None:
        with database.writing() as session:
            answered_before(session, "token", 1)
            has_begun.set()
            assert may_end.wait(5)
            remember_answer(session, "token", person_id=1, location="/here", at=NOON)

    @retried
    def second() -> None:
        with database.writing() as session:
            answers.append(answered_before(session, "token", 1))

    while_the_first_is_at_it(first, second, has_begun, may_end, answers)
    assert answers == ["/here"]


@pytest.mark.parametrize(("is_kept", "answer"), [(True, "/first"), (False, "/second")])
def test_who_answers_once_waits_for_who_is_answering(
    database: Database, *, is_kept: bool, answer: str
) -> None:
    """What the first did counts only if it stays."""
    has_begun, may_end = threading.Event(), threading.Event()
    answers: list[str] = []

    def first() -> None:
        with database.writing() if is_kept else database.trying() as session:
            answer_once(session, "token", person_id=1, location="/first", at=NOON)
            has_begun.set()
            assert may_end.wait(5)

    def second() -> None:
        with database.writing() as session:
            answers.append(answer_once(session, "token", person_id=1, location="/second", at=NOON))

    while_the_first_is_at_it(first, second, has_begun, may_end, answers)
    assert answers == [answer]
