"""The gate before the app: refuses ambiguous requests, limits slow ones, logs every answer."""

import asyncio
import logging
import secrets
from collections.abc import Iterable
from time import perf_counter

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

from booking.interfaces.logs import REQUEST_ID
from booking.interfaces.web.client_address import client_address
from booking.interfaces.web.headers import ALWAYS

log = logging.getLogger("booking.request")

BODY_SECONDS_MAX = 20
UNLOGGED = {"/gezond"}  # asked every few seconds by monitoring
REFUSAL = b"This request cannot be understood: it names no host, or more than one."


class Gate:
    """Wraps the whole app. ``trusted_proxies`` may say for whom they ask."""

    def __init__(self, app: ASGIApp, trusted_proxies: Iterable[str] = ()) -> None:
        self._app, self._trusted = app, tuple(trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        visit = Visit(scope, send, self._trusted)
        visible = REQUEST_ID.set(visit.number)
        try:
            if is_ambiguous(scope):
                await refuse(visit.send)
            else:
                await self._app(scope, punctual(receive), visit.send)
        finally:
            visit.write_down()
            REQUEST_ID.reset(visible)


class Visit:
    """One request and what became of it."""

    def __init__(self, scope: Scope, send: Send, trusted: Iterable[str]) -> None:
        self.number = secrets.token_hex(16)
        self.status = 0  # nothing answered: the connection broke
        self._scope, self._send, self._trusted = scope, send, trusted
        self._began = perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", self.number.encode())]
        await self._send(message)

    def write_down(self) -> None:
        method = str(self._scope.get("method"))
        template = self._scope.get("path_template") or "(unknown)"
        if template in UNLOGGED:
            return
        if not log.isEnabledFor(logging.INFO):
            return
        person = self._scope.get("user")
        # made by hand: looking up from which line of ours it comes costs as much as writing it
        log.handle(logging.makeLogRecord({
            "name": log.name, "levelname": "INFO", "levelno": logging.INFO,
            "msg": f"{method} {template} {self.status}",
            "method": method, "path": template, "status": self.status,
            "duration_ms": round((perf_counter() - self._began) * 1000, 1),
            "client": self._client(),
            "person_id": person.id if person else None,
        }))  # fmt: skip

    def _client(self) -> str:
        peer = self._scope.get("client")
        forwarded = (value.decode("latin-1") for name, value in self._scope["headers"]
                     if name == b"x-forwarded-for")  # fmt: skip
        return client_address(peer[0] if peer else "", forwarded, self._trusted)


def is_ambiguous(scope: Scope) -> bool:
    """Whether a proxy and we could take it for another host's (RFC 9112 §3.2).

    A body with two lengths does not get this far: the server refuses it.
    """
    return [name for name, _ in scope["headers"]].count(b"host") != 1


async def refuse(send: Send) -> None:
    safe = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close"), *safe]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSAL, "more_body": False})


def punctual(receive: Receive) -> Receive:
    """``receive``, but the body must be in within BODY_SECONDS_MAX of its first reading."""
    deadline: float | None = None
    is_complete = False

    async def receive_in_time() -> ReceiveMessage:
        nonlocal deadline, is_complete
        if is_complete:
            return await receive()
        if deadline is None:
            deadline = asyncio.get_running_loop().time() + BODY_SECONDS_MAX
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError as error:
            is_complete = True
            raise HTTPException(status_code=408, headers={"Connection": "close"}) from error
        is_complete = message["type"] != "http.request" or not message.get("more_body")
        return message

    return receive_in_time
