"""Tokens to come into a mailbox with, for who has no passwords for it any more (RFC 6749 §4.4).

One request of a settled form: a library for it would bring its own ways of keeping secrets.
"""

from collections.abc import MutableMapping
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

import httpcore
from pydantic import BaseModel, BeforeValidator, ValidationError

from booking.foundation.settings import OAuth

TIMEOUT_SECONDS = 10
OK = 200
BEFORE_IT_ENDS = timedelta(minutes=2)
UNSAID_SECONDS = 300
KEPT_SECONDS_MAX = 24 * 60 * 60
KEPT = "mailbox token"


class NoToken(OSError):
    """None was given. Says what the other side calls it, and never what we sent or got."""


def _seconds_in(given: object) -> int:
    """Of what no number can be made, and of none, as if it were not said.

    Some give a text, null, or a number beyond all clocks.
    """
    try:
        return max(0, min(int(float(str(given))), KEPT_SECONDS_MAX))
    except (ValueError, OverflowError):
        return UNSAID_SECONDS


class Granted(BaseModel):
    """RFC 6749 §5.1."""

    access_token: str
    expires_in: Annotated[int, BeforeValidator(_seconds_in)] = UNSAID_SECONDS


class Refusal(BaseModel):
    """RFC 6749 §5.2, of which the rest may repeat what was asked."""

    error: str = ""


def token_for(oauth: OAuth, memory: MutableMapping[str, Any], *, now: datetime) -> str:
    """One that still holds for a while: kept, or asked for now. Raises :class:`NoToken`."""
    known: tuple[datetime, str] | None = memory.get(KEPT)
    if known is not None and now < known[0]:
        return known[1]
    granted = _ask(oauth)
    until = now + timedelta(seconds=granted.expires_in) - BEFORE_IT_ENDS
    memory[KEPT] = (until, granted.access_token)
    return granted.access_token


def forget_token(memory: MutableMapping[str, Any]) -> None:
    """It let nobody in."""
    memory.pop(KEPT, None)


def _ask(oauth: OAuth) -> Granted:
    form = {
        "grant_type": "client_credentials",
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret.get_secret_value(),
        "scope": oauth.scope,
    }
    try:
        answer = httpcore.request(
            "POST", oauth.token_address, content=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded",
                     "Accept": "application/json"},
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"),
                                                 TIMEOUT_SECONDS)},
        )  # fmt: skip
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as trouble:
        raise NoToken(f"no token: {type(trouble).__name__}") from trouble
    try:
        if answer.status != OK:
            refusal = Refusal.model_validate_json(answer.content)
            raise NoToken(f"no token: {answer.status} {refusal.error[:80]}")
        return Granted.model_validate_json(answer.content)
    except ValidationError:  # which quotes what it was given
        raise NoToken(f"no token: {answer.status} without a reason") from None
