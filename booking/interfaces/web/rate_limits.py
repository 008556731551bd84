"""How often somebody may try: slows guessing and flooding down, not people.

Each process counts for itself, in memory: with N processes a limit is at most N times as
wide. The library reads the clock by itself (limits has no way to hand one in); nothing that
is stored depends on it.
"""

from math import ceil
from typing import Any

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException

from booking.foundation.ids import token_hash
from booking.interfaces.clock import system_clock
from booking.interfaces.web.client_address import address_of
from booking.interfaces.web.house import house_of
from booking.interfaces.web.security_log import note

AnyConnection = ASGIConnection[Any, Any, Any, Any]

SIGN_INS_BY_ACCOUNT = RateLimitItemPerMinute(10, 15, "sign-ins by account")
SIGN_INS_BY_ADDRESS = RateLimitItemPerMinute(40, 15, "sign-ins by address")
LINKS_BY_ACCOUNT = RateLimitItemPerHour(5, 1, "links by account")
LINKS_BY_ADDRESS = RateLimitItemPerHour(20, 1, "links by address")
PAIRINGS_BY_ADDRESS = RateLimitItemPerMinute(10, 15, "pairings by address")
PAIRINGS = RateLimitItemPerHour(100, 1, "pairings")
READS_BY_FEED = RateLimitItemPerMinute(60, 1, "reads by feed")
ACTS_BY_PERSON = RateLimitItemPerMinute(60, 1, "acts by person")


def count_sign_in(connection: AnyConnection, account: str) -> None:
    """One more try at ``account``, known or not. Raises TooManyRequestsException."""
    _count(connection, SIGN_INS_BY_ADDRESS, address_of(connection))
    _count(connection, SIGN_INS_BY_ACCOUNT, account.strip().lower())


def count_link(connection: AnyConnection, account: str) -> None:
    """One more link asked for ``account``, known or not. Raises TooManyRequestsException."""
    _count(connection, LINKS_BY_ADDRESS, address_of(connection))
    _count(connection, LINKS_BY_ACCOUNT, account.strip().lower())


def count_pairing(connection: AnyConnection) -> None:
    """One more code typed, right or wrong. Raises TooManyRequestsException."""
    _count(connection, PAIRINGS_BY_ADDRESS, address_of(connection))
    _count(connection, PAIRINGS, "everybody")


def count_feed_read(connection: AnyConnection, token: str) -> None:
    """One more look at a calendar address, real or not. Raises TooManyRequestsException.

    By the address as it was asked: behind one proxy a thousand programs look at their own.
    """
    _count(connection, READS_BY_FEED, token_hash(token))


def count_display_act(connection: AnyConnection, number: int) -> None:
    """A display acts no more often than a quick person. Raises TooManyRequestsException."""
    _count(connection, ACTS_BY_PERSON, f"display {number}")


def limit_acts(connection: AnyConnection) -> None:
    """Nobody changes something more often than a quick person can."""
    if connection.scope.get("method") == "POST" and connection.user is not None:
        _count(connection, ACTS_BY_PERSON, str(connection.user.id))


def _count(connection: AnyConnection, limit: RateLimitItem, whose: str) -> None:
    limiter = house_of(connection).limiter
    if limiter.hit(limit, whose):
        return
    note(connection, "limit-reached", limit=limit.namespace)
    wait = limiter.get_window_stats(limit, whose).reset_time - system_clock().timestamp()
    raise TooManyRequestsException(headers={"Retry-After": str(max(1, ceil(wait)))})
