"""What happens at the gate, without a server: slow bodies, ambiguous requests, the log."""

import asyncio
import json
import logging
import logging.config
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from booking.interfaces import gate
from booking.interfaces.gate import Gate
from booking.interfaces.logs import log_settings

HOST = (b"host", b"stadhuis.example")


def run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser test of this process may have left a loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work).result()


def visit(
    app: Any, headers: list[tuple[bytes, bytes]], messages: list[Any] | None = None
) -> list[Any]:
    """What the gate sends for one POST whose body comes in as ``messages``, then not at all."""
    sent: list[Any] = []
    incoming = list(messages or [])

    async def receive() -> Any:
        if incoming:
            return incoming.pop(0)
        await asyncio.sleep(60)
        return None

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/x", "headers": headers, "client": None}
    run(Gate(app)(scope, receive, send))  # type: ignore[arg-type]
    return sent


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("hosts", [0, 2, 3])
def test_a_request_must_name_one_host(hosts: int) -> None:
    async def unreachable(*_: object) -> None:
        raise AssertionError("the app must not see it")

    answer = visit(unreachable, [HOST] * hosts)
    assert answer[0]["status"] == 400
    assert (b"x-content-type-options", b"nosniff") in answer[0]["headers"]


def test_each_answer_has_a_number() -> None:
    numbers = {
        dict(visit(read_all, [HOST], [{"type": "http.request"}])[0]["headers"])[b"x-request-id"]
        for _ in range(3)
    }
    assert len(numbers) == 3


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_SECONDS_MAX", 0.05)
    some = {"type": "http.request", "body": b"a", "more_body": True}
    with pytest.raises(Exception, match="408"):
        visit(read_all, [HOST], [some])


def test_waiting_for_the_browser_to_leave_has_no_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long answer listens for a disconnect after the body is in: that may take any time."""
    monkeypatch.setattr(gate, "BODY_SECONDS_MAX", 0.05)

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        waiting = asyncio.ensure_future(receive())
        done, _ = await asyncio.wait({waiting}, timeout=0.2)
        assert not done
        waiting.cancel()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    answer = visit(listen, [HOST], [{"type": "http.request", "body": b"", "more_body": False}])
    assert answer[0]["status"] == 200


def test_a_name_cannot_forge_a_line_in_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(log_settings())
    try:
        logging.getLogger("booking.test").info('Bram\r\n{"level": "x"}\x1b[2J\u2028 %s', "\n")
    finally:
        logging.config.dictConfig(
            {"version": 1, "disable_existing_loggers": False, "root": {"handlers": []}}
        )
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "\x1b" not in lines[0]
    assert json.loads(lines[0])["message"].startswith("Bram\r\n")


@pytest.mark.parametrize(
    ("trusted", "client"), [((), "203.0.113.9"), (("203.0.113.0/24",), "198.51.100.7")]
)
def test_only_a_trusted_proxy_says_who_asks(
    caplog: pytest.LogCaptureFixture, trusted: tuple[str, ...], client: str
) -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(_message: Any) -> None: ...

    headers = [HOST, (b"x-forwarded-for", b"198.51.100.7")]
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": headers,
             "client": ("203.0.113.9", 1)}  # fmt: skip
    with caplog.at_level("INFO", logger="booking.request"):
        run(Gate(read_all, trusted)(scope, receive, send))  # type: ignore[arg-type]
    assert caplog.records[-1].__dict__["client"] == client
