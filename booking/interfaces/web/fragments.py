"""Parts of pages that many people look at: made once per version, kept as bytes.

The key of a fragment carries everything it depends on, versions included, so nothing here
is ever told to forget: what is old is no longer asked for and falls out at the end.
"""

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Generic, TypeVar

from litestar import Request
from litestar.types import Receive, Scope, Send
from markupsafe import Markup
from sqlmodel import Session

from booking.foundation.texts import language

T = TypeVar("T")
Encoded = tuple[tuple[bytes, bytes], ...]
"""Headers as they go over the line, their names in small letters."""

FRAGMENTS_MAX = 500
ZERO = re.compile(r"q\s*=\s*0(\.0*)?")
HTML = (b"content-type", b"text/html; charset=utf-8")
VARY = (b"vary", b"Accept-Encoding, Cookie, HX-Request")
GZIP_LEVEL = 3  # a tenth larger than 6, in under half of the time


class Recent(Generic[T]):
    """What was last asked for, by key; together ``most`` by what each weighs: usually one.

    Threads may share it.
    """

    def __init__(self, most: int, weigh: Callable[[T], int] = lambda _: 1) -> None:
        self.most = most
        self._weigh, self._weight = weigh, 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under ``key``, else what ``make`` makes now (two threads may both)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        self.keep(key, made)
        return made

    def find(self, key: Hashable) -> T | None:
        """What is kept under ``key``, if it is."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: Hashable, thing: T) -> None:
        with self._lock:
            if key in self._kept:
                self._weight -= self._weigh(self._kept.pop(key))
            self._kept[key] = thing
            self._weight += self._weigh(thing)
            while self._weight > self.most and len(self._kept) > 1:
                self._weight -= self._weigh(self._kept.popitem(last=False)[1])


@dataclass(frozen=True, slots=True)
class Fragment:
    """Kept compressed only: a grid of fifty rooms is 170 kB, packed 7."""

    compressed: bytes
    etag: str

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.compressed)

    @property
    def html(self) -> Markup:
        """For the page that has the fragment in it from the start."""
        return Markup(self.plain.decode())  # noqa: S704 -- a template of ours made it

    @classmethod
    def of(cls, html: str) -> "Fragment":
        plain = html.encode()
        mark = sha256(plain).hexdigest()[:20]
        return cls(gzip.compress(plain, GZIP_LEVEL, mtime=0), f'W/"{mark}"')


def fragments_of(memory: dict[str, Any]) -> Recent[Fragment]:
    """All that this process keeps, by (template, language, key)."""
    kept: Recent[Fragment] = memory.setdefault("fragments", Recent(FRAGMENTS_MAX))
    return kept


def kept_fragment(
    request: Request[Any, Any, Any],
    session: Session,
    template: str,
    key: Hashable,
    make_data: Callable[[], dict[str, Any]],
    *,
    among: Recent[Fragment] | None = None,
) -> Fragment:
    """``template`` filled with ``make_data()``, or as it was for the same key and language.

    It is kept ``among`` those that are given, else among all that this process keeps.
    """

    def make() -> Fragment:
        engine = request.app.template_engine
        assert engine is not None, "the app has templates"
        return Fragment.of(engine.get_template(template).render(**make_data()))

    kept = fragments_of(session.info["memory"]) if among is None else among
    return kept.get((template, language(), key), make)


def takes_gzip(request: Request[Any, Any, Any]) -> bool:
    """Whether who asks can unpack gzip (RFC 9110 §12.5.3); ``q=0`` means that it cannot."""
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, quality = coding.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return not ZERO.fullmatch(quality.strip())
    return False


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer of which every byte is known: Litestar sends it as it is."""

    status: int
    headers: Encoded = ()
    body: bytes = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": False})


NOTHING_NEW = Ready(204)


def answer_fragment(request: Request[Any, Any, Any], fragment: Fragment) -> Ready:
    """The fragment as the browser takes it; 304 when it has it already (RFC 9110 §13.1.2)."""
    headers: Encoded = ((b"etag", fragment.etag.encode()), VARY)
    known = request.headers.get("if-none-match", "")
    if known and fragment.etag in (tag.strip() for tag in known.split(",")):
        return Ready(304, headers)
    if takes_gzip(request):
        body, headers = fragment.compressed, (*headers, (b"content-encoding", b"gzip"))
    else:
        body = fragment.plain
    size = (b"content-length", str(len(body)).encode())
    return Ready(200, (*headers, HTML, size), body)
