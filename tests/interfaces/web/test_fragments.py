"""What a process keeps has a limit, and the oldest goes first."""

from booking.interfaces.web.fragments import Recent


def test_what_is_kept_weighs_no_more_than_it_may() -> None:
    kept = Recent[bytes](10, weigh=len)
    for key in "abc":
        kept.keep(key, b"1234")
    assert [kept.find(key) for key in "abc"] == [None, b"1234", b"1234"]
    kept.keep("b", b"123456")
    assert [kept.find(key) for key in "bc"] == [b"123456", b"1234"]
    kept.get("c", lambda: b"")
    kept.keep("d", b"1")
    assert [kept.find(key) for key in "bcd"] == [None, b"1234", b"1"]
    kept.keep("e", b"more than there is room for")
    assert [kept.find(key) for key in "cde"] == [None, None, b"more than there is room for"]


def test_usually_everything_weighs_one() -> None:
    kept = Recent[str](2)
    for key in "abc":
        kept.keep(key, key)
    assert [kept.find(key) for key in "abc"] == [None, "b", "c"]
