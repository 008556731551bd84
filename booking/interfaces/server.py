"""The web server: granian inside our own process, with limits (security.md finding 8).

It stands behind a proxy that speaks TLS and keeps slow and oversized requests out; these
limits are the second belt.
"""

import ctypes
import gc
import os
import sys
from contextlib import suppress

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from booking.interfaces.logs import log_settings

HEADER_BYTES_MAX = 32_768
HEADER_MILLISECONDS_MAX = 10_000
KILL_SECONDS = 15  # a worker that will not stop by itself after SIGTERM
M_ARENA_MAX = -8  # of malloc.h
NEW_OBJECTS_MAX = 10_000
SWITCH_SECONDS = 0.001
APP = "booking.app:installed_app"


def share_memory() -> None:
    """Let all threads allocate from two heaps: a tenth less memory for each worker.

    glibc gives every thread a heap of its own and keeps whatever it once held (mallopt(3)).
    """
    with suppress(AttributeError):  # another C library has no such habit
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def collect_less() -> None:
    """Look for rings of dead objects seldom, and never among what was made at the start.

    A day grid makes thousands of small objects, and each few hundred set off a search through
    all that the app holds: a third of the time of drawing it. Rings are rare here; what is no
    ring is freed at once all the same (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_MAX, 20, 20)


def take_short_turns() -> None:
    """Let a thread that reckons give way five times as soon as it would by itself.

    Each statement to the database gives the interpreter away, and has to wait for it after that:
    of ten statements in a form each waited for a whole turn of whoever drew or wrote a letter.
    """
    sys.setswitchinterval(SWITCH_SECONDS)


def serve(
    host: str, port: int, *, has_one_worker: bool, is_for_people: bool = False, app: str = APP
) -> None:
    """Serve until a signal comes. SQLite takes one worker: one process holds the writer lock.

    ``is_for_people`` logs plain warnings instead of JSON lines. ``app`` is where the maker of
    another app stands: the benchmarks serve one that does nothing, to compare with.
    """
    share_memory()
    Server(
        app,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1 if has_one_worker else (os.cpu_count() or 1),
        websockets=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_MILLISECONDS_MAX, max_buffer_size=HEADER_BYTES_MAX
        ),
        workers_kill_timeout=KILL_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning if is_for_people else LogLevels.info,
        log_dictconfig=log_settings(is_for_people=is_for_people),
    ).serve()
