"""What a process keeps between transactions, in :attr:`Database.memory`."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


def remembered(memory: dict[str, Any], name: str, version: int, read: Callable[[], T]) -> T:
    """What ``read`` reads at ``version``; of many who ask at once one reads, and the others wait.

    Eight threads that each read a town hall's stock, after a change of it or in a new process,
    took each other's time and stood still for seconds.
    """
    known: tuple[int, T] | None = memory.get(name)
    if known is None or known[0] != version:
        with memory.setdefault(f"who reads {name}", Lock()):
            known = memory.get(name)
            if known is None or known[0] != version:
                known = memory[name] = (version, read())
    return known[1]
