"""Styles, scripts and fonts: read once, compressed once, addressed by their content."""

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

from booking import data
from booking.interfaces.web.fragments import takes_gzip

YEAR = 31_536_000
COMPRESSIBLE = (".css", ".js", ".svg", ".json")


@dataclass(frozen=True, slots=True)
class StaticFile:
    plain: bytes
    compressed: bytes | None
    media_type: str
    version: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every shipped file by its path; only what is in here can be asked for."""
    folder = data("static")
    return {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = path.suffix in COMPRESSIBLE
    return StaticFile(
        plain=content,
        compressed=gzip.compress(content, 9, mtime=0) if is_text else None,
        media_type=f"{kind}; charset=utf-8" if is_text else kind,
        version=sha256(content).hexdigest()[:12],
    )


def static(name: str) -> str:
    """For templates: the address of a file, which changes when the file does."""
    return f"/static/{name}?v={static_files()[name].version}"


@get("/static/{file_path:path}", sync_to_thread=False)
def serve_static(request: Request[Any, Any, Any], file_path: FromPath[Path]) -> Response[bytes]:
    file = static_files().get(str(file_path).lstrip("/"))
    if file is None:
        raise NotFoundException
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    content = file.plain
    if file.compressed and takes_gzip(request):
        content, headers["Content-Encoding"] = file.compressed, "gzip"
    return Response(content, media_type=file.media_type, headers=headers)
