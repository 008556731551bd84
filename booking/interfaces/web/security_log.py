"""The security log: who came in, who was refused, from where (BIO2 8.15.01, ASVS 5.0 16.3).

One line an event, with fields instead of prose. Never a token, a code or a password; people
by number, and an e-mail address that nobody has only as a keyed hash.
"""

import hmac
import logging
from hashlib import sha256
from typing import Any

from litestar.connection import ASGIConnection

from booking.foundation.lines import one_line
from booking.interfaces.web.client_address import address_of
from booking.interfaces.web.house import house_of

log = logging.getLogger("booking.security")

PATH_LENGTH_MAX = 200


def note(
    connection: ASGIConnection[Any, Any, Any, Any],
    event: str,
    *,
    result: str = "refused",
    person_id: int | None = None,
    **facts: str,
) -> None:
    """Write one line; ``person_id`` is who is asking, by default the signed-in person."""
    user = connection.scope.get("user")
    fields = {
        "action": event,
        "result": result,
        "person": person_id or (user.id if user else None),
        "origin": address_of(connection),
        "object": f"{connection.scope.get('method')} {_template(connection)}",
        **facts,
    }
    log.info(
        event,
        extra={
            name: one_line(value)[:PATH_LENGTH_MAX] if isinstance(value, str) else value
            for name, value in fields.items()
        },
    )


def mark_of(connection: ASGIConnection[Any, Any, Any, Any], account: str) -> str:
    """The same short mark for the same address, from which the address does not follow."""
    secret = house_of(connection).settings.secret.get_secret_value()
    return hmac.new(secret.encode(), account.strip().lower().encode(), sha256).hexdigest()[:16]


def _template(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The route, not the address: an address may hold a token."""
    return str(connection.scope.get("path_template") or "unknown route")
