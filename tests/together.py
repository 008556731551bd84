"""Several threads that really start at the same moment, and whose errors are not lost."""

import multiprocessing
import threading
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from booking.foundation.database import Database, retried
from booking.foundation.errors import DomainError, Unavailable

Who = TypeVar("Who")
Answer = TypeVar("Answer")


def together(*works: Callable[[], object]) -> Sequence[BaseException]:
    """Run ``works``, each in a thread of its own, from one barrier; what they raised."""
    barrier = threading.Barrier(len(works))
    raised: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        barrier.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 -- handed to the one who asked
            raised.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def all_at_once(everyone: Iterable[Who], act: Callable[[Who], Answer]) -> list[Answer]:
    """Let each of ``everyone`` do ``act`` at the same moment; the answers, in no order."""
    answers: list[Answer] = []
    raised = together(*(lambda who=who: answers.append(act(who)) for who in everyone))
    if raised:
        raise raised[0]
    return answers


Verdict = tuple[str, str]
"""What somebody tried, and "done" or the name of what they were told instead."""


def in_processes(work: Callable[..., object], database_url: str, verbs: Sequence[str],
                 *arguments: object) -> list[Verdict]:  # fmt: skip
    """Let each of ``verbs`` be done in a process of its own, from one barrier.

    ``work`` is called as ``work(session, verb, *arguments)`` in a transaction that is tried again
    when it lost a race.
    """
    spawn = multiprocessing.get_context("spawn")
    start, told = spawn.Barrier(len(verbs)), spawn.Queue()
    people = [
        spawn.Process(target=_alone, args=(work, database_url, verb, arguments, start, told))
        for verb in verbs
    ]
    for person in people:
        person.start()
    verdicts: list[Verdict] = [told.get(timeout=60) for _ in people]
    for person in people:
        person.join(timeout=30)
    return verdicts


def _alone(
    work: Callable[..., object], database_url: str, verb: str, arguments: tuple[object, ...],
    start: Barrier, told: "Queue[Verdict]",
) -> None:  # fmt: skip
    database = Database(database_url)
    start.wait()

    @retried
    def act() -> None:
        with database.writing() as session:
            work(session, verb, *arguments)

    try:
        act()
        told.put((verb, "done"))
    except (DomainError, Unavailable) as error:
        told.put((verb, type(error).__name__))
    except BaseException as error:  # noqa: BLE001 -- told to the test, which expects none
        told.put((verb, repr(error)))
    finally:
        database.dispose()
