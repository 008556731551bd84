"""Visitors that do nothing but ask: kept-alive connections on bare sockets, in a process of
their own, so that the one who measures does not slow down the one who is measured."""

import selectors
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from multiprocessing import get_context
from statistics import median
from time import perf_counter

HEAD_END = b"\r\n\r\n"
RECEIVE_BYTES = 262_144
NO_BODY = {204, 304}


@dataclass
class Answers:
    """What came back, and how long each took in milliseconds."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)
    sample: bytes = b""
    """One whole answer, head and body."""

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    @property
    def p50(self) -> float:
        return median(self.milliseconds)

    @property
    def p99(self) -> float:
        return sorted(self.milliseconds)[int(len(self.milliseconds) * 0.99)]

    def add(self, other: "Answers") -> None:
        self.seconds += other.seconds
        self.milliseconds += other.milliseconds
        self.statuses += other.statuses
        self.sizes += other.sizes
        self.sample = self.sample or other.sample


def get_request(path: str, *, cookie: str = "", more: str = "") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
        f"Cookie: {cookie}\r\n{more}\r\n"
    ).encode()


def post_request(path: str, body: str, *, cookie: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"\r\n{body}"
    ).encode()


class Visitor:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self._received = b""
        self._expected = -1

    def ask(self, request: bytes) -> None:
        self._received, self._expected = b"", -1
        self.began = perf_counter()
        self.socket.sendall(request)

    def hear(self) -> bytes | None:
        """The whole answer once the last of it is in."""
        some = self.socket.recv(RECEIVE_BYTES)
        if not some:
            raise ConnectionError("the server hung up")
        self._received += some
        if self._expected < 0 and (end := self._received.find(HEAD_END)) >= 0:
            self._expected = end + len(HEAD_END) + _length(self._received[:end].lower())
        return self._received if 0 <= self._expected <= len(self._received) else None


def _length(head: bytes) -> int:
    if status_of(head) in NO_BODY:
        return 0
    _, _, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0])


def status_of(answer: bytes) -> int:
    return int(answer[9:12])


def ask(port: int, requests: Sequence[bytes], *, visitors: int, seconds: float) -> Answers:
    """Each visitor sends the next of ``requests`` as soon as it is answered, round and round."""
    return _keep_asking(port, cycle(requests), visitors, seconds)


def ask_once(port: int, requests: Sequence[bytes], *, visitors: int, seconds: float) -> Answers:
    """The same, but each request is sent once at most."""
    return _keep_asking(port, iter(requests), visitors, seconds)


def ask_all_at_once(port: int, requests: Sequence[bytes]) -> Answers:
    """Every request on a connection of its own, at the same moment."""
    return _keep_asking(port, iter(requests), len(requests), 0.0)


def _keep_asking(port: int, requests: Iterator[bytes], visitors: int, seconds: float) -> Answers:
    answers = Answers()
    with selectors.DefaultSelector() as selector:
        crowd = [Visitor(port) for _ in range(visitors)]
        begun = perf_counter()
        for visitor, request in zip(crowd, islice(requests, visitors), strict=False):
            selector.register(visitor.socket, selectors.EVENT_READ, visitor)
            visitor.ask(request)
        while selector.get_map():
            for key, _ in selector.select():
                visitor = key.data
                answer = visitor.hear()
                if answer is None:
                    continue
                now = perf_counter()
                _note(answers, visitor, answer, now)
                request = next(requests, None) if now - begun < seconds else None
                if request is None:
                    selector.unregister(visitor.socket)
                else:
                    visitor.ask(request)
        answers.seconds = perf_counter() - begun
        for visitor in crowd:
            visitor.socket.close()
    return answers


def _note(answers: Answers, visitor: Visitor, answer: bytes, now: float) -> None:
    answers.milliseconds.append((now - visitor.began) * 1000)
    answers.statuses[status_of(answer)] += 1
    answers.sizes[len(answer)] += 1
    answers.sample = answers.sample or answer


@contextmanager
def crowd() -> Iterator[ProcessPoolExecutor]:
    """The other process: ``crowd.submit(ask, …).result()``."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool
