"""``booking serve``: the app on this machine, refused in one line when it would not be safe."""

import click

from booking.interfaces import server
from booking.interfaces.cli.installation import database_of, load_settings, require_fit


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(host: str, port: int) -> None:
    """Serve the app. A proxy that speaks TLS stands in front of it."""
    with database_of(load_settings()) as database:
        require_fit(database)
        has_one_worker = database.is_sqlite
    server.serve(host, port, has_one_worker=has_one_worker)
