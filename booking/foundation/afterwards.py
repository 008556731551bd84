"""What is done after a transaction, in one of its own: it stays when the first is undone."""

import logging
from collections.abc import Callable, Generator, Hashable, MutableMapping
from contextlib import AbstractContextManager, contextmanager

from sqlmodel import Session

from booking.foundation.errors import Unavailable

log = logging.getLogger(__name__)

Later = MutableMapping[Hashable, Callable[[Session], None]]
LATER = "later"


def afterwards(session: Session, key: Hashable, work: Callable[[Session], None]) -> None:
    """Let ``work`` be done once the transaction of ``session`` is over, kept or undone.

    Once for each ``key``, the last that was said. Nothing where the transaction only tries, and
    not when it lost a race: then all of it is done again.
    """
    later = _later_of(session)
    if later is not None:
        later[key] = work


def no_longer(session: Session, key: Hashable) -> None:
    """Take back what :func:`afterwards` was told."""
    later = _later_of(session)
    if later:
        later.pop(key, None)


@contextmanager
def and_afterwards(begin: Callable[[], AbstractContextManager[Session]]) -> Generator[Later]:
    """Do what was told within, in a transaction of its own that ``begin`` begins.

    Whoever is answered meanwhile is not told that this failed: it was not theirs.
    """
    later: Later = {}
    try:
        yield later
    except Unavailable:
        later.clear()
        raise
    finally:
        if later:
            _do(begin, later)


def _do(begin: Callable[[], AbstractContextManager[Session]], later: Later) -> None:
    try:
        with begin() as session:
            for work in later.values():
                work(session)
    except Unavailable as trouble:
        log.warning("what comes afterwards was not stored", extra={"cause": str(trouble)})


def _later_of(session: Session) -> Later | None:
    later: Later | None = session.info.get(LATER)
    return later
