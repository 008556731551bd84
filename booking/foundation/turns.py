"""Taking turns in the order in which one came."""

from collections import deque
from threading import Lock


class Turns:
    """A lock that goes to who waits longest: a :class:`threading.Lock` goes to whoever is quickest.

    That is mostly who just had it, so that some waited five times as long as others.
    """

    def __init__(self) -> None:
        self._is_taken = False
        self._line: deque[Lock] = deque()
        self._looking = Lock()

    def acquire(self, *, timeout: float) -> bool:
        """Wait for the turn, ``timeout`` seconds at most; whether it came."""
        with self._looking:
            if not self._is_taken:
                self._is_taken = True
                return True
            place = Lock()
            place.acquire()
            self._line.append(place)
        if place.acquire(timeout=timeout):
            return True
        with self._looking:
            if place not in self._line:
                return True  # it came as we were about to leave
            self._line.remove(place)
            return False

    def release(self) -> None:
        with self._looking:
            if self._line:
                self._line.popleft().release()
            else:
                self._is_taken = False

    @property
    def waiting_count(self) -> int:
        return len(self._line)
