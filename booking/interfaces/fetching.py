"""Fetching a file from an address that somebody filled in, so that it cannot be used against us.

Only https, and only to addresses of the public internet: the name is resolved once, every address
it has is checked, and the connection goes to that very address, so that a second answer of the
name server changes nothing. No redirect is followed. All of it takes seconds, however slowly the
other side drips, and gives megabytes, however well they were packed.
"""

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import IPPROTO_TCP, getaddrinfo
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

import httpcore
from typing_extensions import override

from booking.foundation.lines import CONTROL
from booking.interfaces.fetch_refusals import (
    AsksSignIn,
    NoAddress,
    NoConnection,
    NoHost,
    NotAtAddress,
    NotFetched,
    NotPublic,
    NotTrusted,
    SentElsewhere,
    TooMuch,
    TooSlow,
    WrongAnswer,
)

SECONDS_MAX = 5.0
BYTES_MAX = 5_000_000
ADDRESS_MAX = 2_000
TRIED_MAX = 2
AGENT = "Woonkamer"
HTTPS_PORT = 443
OK, NOT_MODIFIED, NOT_FOUND, GONE, BROKEN = 200, 304, 404, 410, 500
MOVED, ASKS_SIGN_IN = range(300, 400), (401, 403)
GIVEN_OUT = ip_network("2000::/3")
"""The only part of IPv6 that is in use on the internet: not NAT64 (RFC 6052) and the like."""
WRAPPED = tuple(map(ip_network, ("2002::/16", "2001::/32")))
"""Behind these an IPv4 address hides: 6to4, Teredo."""

Address = IPv4Address | IPv6Address
IsAllowed = Callable[[Address], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    etag: str = ""
    last_modified: str = ""


def is_public(address: Address) -> bool:
    """Whether ``address`` is of the public internet, and not another one in disguise."""
    if isinstance(address, IPv6Address):
        is_wrapped = any(address in network for network in WRAPPED)
        if address not in GIVEN_OUT or is_wrapped or address.scope_id:
            return False
    return address.is_global and not address.is_multicast


def address_in(written: str) -> str:
    """The https address that somebody wrote. Raises :class:`NoAddress`."""
    written = written.strip()
    scheme, mark, rest = written.partition("://")
    try:
        if scheme.lower() not in {"https", "webcal", "webcals"} or CONTROL.search(written):
            raise NoAddress(scheme[:20])
        parts = urlsplit(f"https{mark}{rest}")
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port not in {None, HTTPS_PORT} else ""
    except ValueError as error:  # UnicodeError too
        raise NoAddress(str(error)) from error
    if not host or "@" in parts.netloc or len(written) > ADDRESS_MAX:
        raise NoAddress(host)
    shown = f"[{host}]" if ":" in host else host
    query = f"?{quote(parts.query, safe=SAFE)}" if parts.query else ""
    return f"https://{shown}{port}{quote(parts.path or '/', safe=SAFE)}{query}"


SAFE = "%/:?=&~+!$,;'@()*-._[]"


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def fetch(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    is_allowed: IsAllowed = is_public,
    context: ssl.SSLContext | None = None,
    seconds_max: float = SECONDS_MAX,
) -> Fetched | None:
    """What is at ``address`` (of :func:`address_in`); None when that is the version we have.

    Raises :class:`NotFetched`.
    """
    host = host_of(address)
    way = _Way(monotonic() + seconds_max, is_allowed)
    context = context or ssl.create_default_context()
    headers = {"User-Agent": AGENT, "Accept": "text/calendar", "Accept-Encoding": "gzip",
               "If-None-Match": etag, "If-Modified-Since": last_modified}  # fmt: skip
    known = [(name, value) for name, value in headers.items() if value and value.isascii()]
    try:
        with (
            httpcore.ConnectionPool(ssl_context=context, network_backend=way) as pool,
            pool.stream("GET", address, headers=known) as response,
        ):
            return _read(response, host)
    except (httpcore.TimeoutException, TookTooLong) as error:
        raise TooSlow(str(error), host=host, seconds=int(seconds_max)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
        is_untrusted = any(isinstance(arg, ssl.SSLCertVerificationError) for arg in error.args)
        raise (NotTrusted if is_untrusted else NoConnection)(str(error), host=host) from error


def _read(response: httpcore.Response, host: str) -> Fetched | None:
    status = response.status
    if status == NOT_MODIFIED:
        return None
    if status != OK:
        raise _wrong(status, host)
    headers = {name.lower(): value.decode("latin-1") for name, value in response.headers}
    packing = headers.get(b"content-encoding", "identity").strip().lower()
    chunks = response.iter_stream()
    if packing in {"gzip", "x-gzip"}:
        chunks = _unpacked(chunks, host)
    elif packing != "identity":
        raise NoConnection(f"packed as {packing[:20]}", host=host)
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > BYTES_MAX:
            raise TooMuch(megabytes=BYTES_MAX // 1_000_000)
    return Fetched(bytes(content), _mark(headers, b"etag", 500),
                   _mark(headers, b"last-modified", 100))  # fmt: skip


def _mark(headers: Mapping[bytes, str], name: bytes, length_max: int) -> str:
    """What can be sent back as it came; a shortened mark would be another one."""
    mark = headers.get(name, "")
    return mark if mark.isascii() and len(mark) <= length_max else ""


def _wrong(status: int, host: str) -> NotFetched:
    if status in MOVED:
        return SentElsewhere(f"{status}")
    if status in ASKS_SIGN_IN:
        return AsksSignIn(f"{status}")
    if status in {NOT_FOUND, GONE}:
        return NotAtAddress(f"{status}")
    return WrongAnswer(f"{status}", host=host, status=status)


def _unpacked(chunks: Iterable[bytes], host: str) -> Iterator[bytes]:
    """Never more at once than may come in all, however well it was packed."""
    gzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield gzip.decompress(chunk, BYTES_MAX + 1)
    if not gzip.eof:
        raise NoConnection("the packed file stopped halfway", host=host)


class _Way(httpcore.NetworkBackend):
    """Connects to allowed addresses only, and lets nothing take longer than until the deadline."""

    def __init__(self, until: float, is_allowed: IsAllowed) -> None:
        self._until = until
        self._is_allowed = is_allowed
        self._net = httpcore.SyncBackend()

    @override
    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, _left(self._until))
        if not all(map(self._is_allowed, addresses)):
            raise NotPublic(f"{addresses}", host=host)
        trouble: httpcore.ConnectError | None = None
        for address in addresses[:TRIED_MAX]:
            try:
                stream = self._net.connect_tcp(str(address), port, _left(self._until))
            except httpcore.ConnectError as error:
                trouble = error
            else:
                return _Timed(stream, self._until)
        raise trouble or NoHost(host=host)


class _Timed(httpcore.NetworkStream):
    """A connection that ends at the deadline, however slowly something still comes."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until))

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        secure = self._stream.start_tls(ssl_context, server_hostname, _left(self._until))
        return _Timed(secure, self._until)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(until: float) -> float:
    """Seconds until the deadline."""
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return left


def _resolve(host: str, port: int, seconds: float) -> list[Address]:
    """Every address of ``host``, each once. Who asks the name server cannot be hurried."""
    asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="resolve")
    try:
        found = asking.submit(getaddrinfo, host, port, proto=IPPROTO_TCP).result(seconds)
    except OSError as error:
        if isinstance(error, TookTooLong):
            raise
        raise NoHost(str(error), host=host) from error
    finally:
        asking.shutdown(wait=False)
    return list(dict.fromkeys(ip_address(each[4][0]) for each in found))
