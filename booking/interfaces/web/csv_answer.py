"""A file of :mod:`booking.interfaces.csv_file` as a download."""

from litestar.response import Response


def csv_answer(name: str, content: bytes) -> Response[bytes]:
    """A download called ``name``."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv", headers=headers)
