"""Several threads that really start at the same moment, and whose errors are not lost."""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

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
