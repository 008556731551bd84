"""A mail is read in a process of its own, with little time and memory: a bomb goes off there."""

import json
import os
import resource
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import booking
from booking.calendars.ical_in import read_calendar
from booking.calendars.ical_lines import NotRead
from booking.messages.incoming.reading import read_mail
from booking.messages.incoming.values import Automatic, ReadMail, UnreadableMail, Why

CPU_SECONDS_MAX = 10
MEMORY_BYTES_MAX = 1_000_000_000
WALL_SECONDS_MAX = 120  # half a lease: a busy machine may take its time
HERE = Path(booking.__file__).parent.parent


def read_apart(raw: bytes) -> ReadMail:
    """Raises :class:`UnreadableMail`, also where reading took too much."""
    try:
        done = subprocess.run(  # noqa: S603 -- ourselves
            [sys.executable, "-m", __name__, str(CPU_SECONDS_MAX)],
            input=raw, capture_output=True, check=False, timeout=WALL_SECONDS_MAX,
            env={"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise UnreadableMail(Why.TOO_HEAVY, "time") from error
    if done.returncode < 0:
        raise UnreadableMail(Why.TOO_HEAVY, f"signal {-done.returncode}")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        is_full = bool(said) and said[-1].startswith("MemoryError")
        raise UnreadableMail(
            Why.TOO_HEAVY if is_full else Why.TROUBLE, said[-1][:100] if said else ""
        )
    return _told(json.loads(done.stdout))


def _told(answer: dict[str, object]) -> ReadMail:
    if "why" in answer:
        raise UnreadableMail(Why(str(answer["why"])), str(answer["detail"]))
    fields: dict[str, object] = dict(answer)
    calendar = fields["calendar"]
    fields["calendar"] = calendar.encode("latin-1") if isinstance(calendar, str) else None
    fields["automatic"] = Automatic(str(fields["automatic"]))
    fields["senders"] = tuple(fields["senders"])  # type: ignore[arg-type]
    fields["headers"] = tuple((name, value) for name, value in fields["headers"])  # type: ignore[attr-defined]
    return ReadMail(**fields)  # type: ignore[arg-type]


def main() -> None:
    """Read the mail on standard input and say on standard output what it is."""
    cpu_seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    try:
        mail = read_mail(sys.stdin.buffer.read())
        _try_calendar(mail.calendar)
        found = asdict(mail)
    except UnreadableMail as unreadable:
        found = {"why": unreadable.why, "detail": unreadable.detail}
    else:
        calendar = found["calendar"]
        found["calendar"] = calendar and calendar.decode("latin-1")
    json.dump(found, sys.stdout)


def _try_calendar(raw: bytes | None) -> None:
    """Whether it can be read at all in the time there is; what it says is found out later."""
    with suppress(NotRead):
        if raw is not None:
            read_calendar(raw)


if __name__ == "__main__":
    main()
