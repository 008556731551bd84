"""Browsers for a server on loopback, which has no certificate to check.

Reading the certificates of the world takes 60 ms of processor time for each browser.
"""

import ssl
from typing import Any

import httpx

TRUSTS_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def browser(address: str = "", **options: Any) -> httpx.Client:
    return httpx.Client(base_url=address, verify=TRUSTS_NOBODY, **options)


def ask(address: str, **options: Any) -> httpx.Response:
    with browser(**options) as client:
        return client.get(address)
