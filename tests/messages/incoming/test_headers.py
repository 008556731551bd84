"""An address that a stranger wrote: only one that can be answered is one."""

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.messages.incoming.headers import is_plain_address

BITS = st.sampled_from(["=?", "?=", "utf-8", "?q?", "?b?", "a", ".", "=", "'", "+", "\0", "\x1b"])


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("fatima.el-amrani+x@voorbeeldstad.example", True),
        ("=?a?q?x?=@evil.example", False),
        ("=?utf-8?q?x?=@evil.example", False),
        ("a..b@x.example", False),
        (".a@x.example", False),
        ("a.@x.example", False),
        ("a@x..example", False),
        ("a@-x.example", False),
        (f"{'a' * 64}@x.example", True),
        (f"{'a' * 65}@x.example", False),
        ("a b@x.example", False),
        ("a", False),
    ],
)
def test_what_is_an_address(address: str, *, is_one: bool) -> None:
    assert is_plain_address(address) is is_one


@given(st.lists(BITS, min_size=1, max_size=6).map("".join))
def test_to_whatever_is_an_address_a_letter_can_be_written(local: str) -> None:
    if is_plain_address(f"{local}@x.example"):
        Address(addr_spec=f"{local}@x.example")
