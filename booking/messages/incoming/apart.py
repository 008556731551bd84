"""A mail is read in a process of its own, with little time and memory: a bomb goes off there."""

import os
import pickle
import resource
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import booking
from booking.calendars.itip.values import Mailbox
from booking.messages.incoming.understanding import understand_mail
from booking.messages.incoming.values import Understood, UnreadableMail, Why

CPU_SECONDS_MAX = 10
MEMORY_BYTES_MAX = 1_000_000_000
WALL_SECONDS_MAX = 120  # half a lease: a busy machine may take its time
HERE = Path(booking.__file__).parent.parent


def read_apart(raw: bytes, mailbox: Mailbox | None, received_at: datetime) -> Understood:
    """Raises :class:`UnreadableMail`, also where reading took too much."""
    try:
        done = subprocess.run(  # noqa: S603 -- ourselves
            [sys.executable, "-m", __name__, str(CPU_SECONDS_MAX)],
            input=pickle.dumps((raw, mailbox, received_at)), capture_output=True, check=False,
            timeout=WALL_SECONDS_MAX, env={"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableMail(Why.TOO_HEAVY, "time") from error
    if done.returncode:
        raise _died(done)
    answer = pickle.loads(done.stdout)  # noqa: S301 -- what our own code wrote
    if isinstance(answer, UnreadableMail):
        raise answer
    assert isinstance(answer, Understood), "it says one thing or the other"
    return answer


def _died(done: subprocess.CompletedProcess[bytes]) -> UnreadableMail:
    if done.returncode < 0:
        return UnreadableMail(Why.TOO_HEAVY, f"signal {-done.returncode}")
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    last = said[0][:100] if said else ""
    return UnreadableMail(Why.TOO_HEAVY if last.startswith("MemoryError") else Why.TROUBLE, last)


def main() -> None:
    """Read the mail on standard input and say on standard output what it is."""
    cpu_seconds = int(sys.argv[1])
    raw, mailbox, received_at = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 -- ourselves
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    answer: Understood | UnreadableMail
    try:
        answer = understand_mail(raw, mailbox, received_at)
    except UnreadableMail as unreadable:
        answer = unreadable
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
