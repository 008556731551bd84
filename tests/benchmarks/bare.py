"""What everything is compared with: Litestar that sends bytes it has, and does nothing else.

No middleware, guards, sessions, templates or database; the same server with the same
settings, and handlers in a thread as ours are. ``python -m tests.benchmarks.bare PORT``.
"""

import os
import sys
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, get
from litestar.response import Response

from booking.interfaces.server import serve

ANSWER = "BENCHMARK_ANSWER"
"""The file with the bytes to send: gzip, as ours sent them."""


def bare_app() -> Litestar:
    content = Path(os.environ[ANSWER]).read_bytes()
    headers = {"Content-Encoding": "gzip", "ETag": 'W/"bare"', "Vary": "Accept-Encoding, Cookie"}

    @get("/answer", sync_to_thread=True)
    def answer(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(content, media_type="text/html; charset=utf-8", headers=headers)

    @get("/nothing", sync_to_thread=True)
    def nothing(request: Request[Any, Any, Any]) -> Response[bytes]:
        return Response(b"", status_code=204)

    return Litestar([answer, nothing], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[1]), has_one_worker=True, app=f"{__spec__.name}:bare_app")
