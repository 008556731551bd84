"""Where a request comes from: the one thing here that a client could lie about."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from litestar.connection import ASGIConnection

from booking.interfaces.web.house import house_of

IPV6_HOME_BITS = 64  # what one household or company gets: one visitor, not 2^64


def address_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    settings = house_of(connection).settings
    peer = connection.client.host if connection.client else ""
    forwarded = connection.headers.getall("x-forwarded-for", [])
    return client_address(peer, forwarded, settings.trusted_proxies)


def client_address(peer: str, forwarded: Iterable[str], trusted: Iterable[str]) -> str:
    """The last address that no trusted proxy of ours vouches for.

    Each proxy adds on the right whom it spoke to, so the list is read from there; what
    stands further left was written by the client. Without a trusted peer none of it counts.
    """
    return _visitor(peer, tuple(forwarded), tuple(trusted))


@lru_cache(maxsize=10_000)
def _visitor(peer: str, forwarded: tuple[str, ...], trusted: tuple[str, ...]) -> str:
    networks = [ip_network(network) for network in trusted]

    def is_ours(address: str) -> bool:
        return any(ip_address(address) in network for network in networks)

    hops = [peer, *reversed([hop.strip() for line in forwarded for hop in line.split(",")])]
    known = ""
    for hop in hops:
        if not _is_address(hop):
            break
        known = hop
        if not is_ours(hop):
            break
    return _home(known) if known else peer


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _home(text: str) -> str:
    address = ip_address(text)
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        home = ip_network((address.packed, IPV6_HOME_BITS), strict=False)
        return str(mapped) if mapped else str(home)
    return text
