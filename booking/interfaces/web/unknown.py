"""Addresses that lead nowhere, answered like every page: in the reader's language, with a menu."""

from pathlib import Path

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath


@get("/{path:path}", sync_to_thread=False)
def unknown_address(path: FromPath[Path]) -> None:
    """Without this, Litestar would say 404 before it knows who asks and in which language."""
    raise NotFoundException
