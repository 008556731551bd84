"""Parts of pages that many people look at: made once per version, kept as bytes.

The key of a fragment carries everything it depends on, versions included, so nothing here
is ever told to forget: what is old is no longer asked for and falls out at the end.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Generic, TypeVar

from litestar import Request
from litestar.response import Response

T = TypeVar("T")

FRAGMENTS_MAX = 500
GZIP_LEVEL = 5  # a tenth larger than 9, in a third of the time


class Recent(Generic[T]):
    """The ``most`` things that were last asked for, by key. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under ``key``, else what ``make`` makes now (two threads may both)."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Fragment:
    plain: bytes
    compressed: bytes
    etag: str

    @classmethod
    def of(cls, html: str) -> "Fragment":
        plain = html.encode()
        mark = sha256(plain).hexdigest()[:20]
        return cls(plain, gzip.compress(plain, GZIP_LEVEL, mtime=0), f'W/"{mark}"')


def answer_fragment(request: Request[Any, Any, Any], fragment: Fragment) -> Response[bytes]:
    """The fragment as the browser takes it; 304 when it has it already (RFC 9110 §13.1.2)."""
    headers = {"ETag": fragment.etag, "Vary": "Accept-Encoding, Cookie, HX-Request"}
    known = request.headers.get("if-none-match", "")
    if fragment.etag in (tag.strip() for tag in known.split(",")):
        return Response(b"", status_code=304, headers=headers)
    content = fragment.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = fragment.compressed, "gzip"
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)
