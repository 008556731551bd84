"""What an address may say the first time that it is asked."""

from datetime import UTC, datetime

import pytest

from booking.interfaces.fetch_refusals import WrongAnswer
from booking.interfaces.following import first_copy_at


def test_who_is_new_is_not_told_that_nothing_changed() -> None:
    now = datetime(2026, 3, 23, 8, tzinfo=UTC)
    with pytest.raises(WrongAnswer) as refused:
        first_copy_at("https://a.example/x.ics", now, ask=lambda _address, _marks: None)
    assert refused.value.sentence % refused.value.facts == "a.example answers with error 304."
