"""Work that strangers can make heavy is done in a process of its own, with little time and memory.

A bomb goes off there, and meanwhile nobody here waits for the interpreter.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import booking

MEMORY_BYTES_MAX = 1_000_000_000
WALL_SECONDS_MAX = 120  # half a lease: a busy machine may take its time
HERE = Path(booking.__file__).parent.parent
T = TypeVar("T")


class TookTooMuch(Exception):
    """Time or memory ran out."""


class Died(Exception):
    """It ended in a way of which it said nothing; the message is its last line."""


def do_apart(
    work: Callable[..., T], *given: object, cpu_seconds: int, tells: tuple[type[Exception], ...]
) -> T:
    """``work(*given)``: a function of a module, of values that can be pickled.

    Raises what it raises of ``tells``, :class:`TookTooMuch`, or :class:`Died`.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- ourselves
            [sys.executable, "-m", __name__, str(cpu_seconds)],
            input=pickle.dumps((work, given, tells)), capture_output=True, check=False,
            timeout=WALL_SECONDS_MAX, env={"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TookTooMuch("time") from error
    if done.returncode:
        raise _death(done)
    found, told = pickle.loads(done.stdout)  # noqa: S301 -- what our own code wrote
    if told is not None:
        raise told
    answer: T = found
    return answer


def _death(done: subprocess.CompletedProcess[bytes]) -> Exception:
    if done.returncode < 0:
        return TookTooMuch(f"signal {-done.returncode}")
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    last = said[0][:100] if said else ""
    return TookTooMuch(last) if last.startswith("MemoryError") else Died(last)


def main() -> None:
    """Do what standard input says, and say on standard output what came of it."""
    cpu_seconds = int(sys.argv[1])
    work, given, tells = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 -- ourselves
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    try:
        answer = work(*given), None
    except tells as told:
        answer = None, told
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
