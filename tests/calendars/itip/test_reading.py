"""What one mail may ask at most, before anything of it is carried out."""

import pytest

from booking.calendars.itip.reading import TooLong, understand
from booking.foundation.recurrence import OCCURRENCES_MAX, TooManyDates
from tests.calendars.itip.organizer import mail


def several(*events: str) -> bytes:
    """Events with one UID."""
    body = "".join(f"BEGIN:VEVENT\r\nUID:1@x\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n{body}END:VCALENDAR\r\n".encode()


def test_a_mail_is_about_so_many_dates_at_most() -> None:
    delivery = mail().delivery
    one = "DTSTART:20260324T{n:06}Z\r\nDURATION:PT1H\r\nRECURRENCE-ID:20260324T{n:06}Z"
    dates = [one.format(n=n // 60 * 100 + n % 60) for n in range(OCCURRENCES_MAX + 1)]
    daily = "DTSTART:20260324T{n:02}0000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=201"
    assert len(understand(several(*dates[1:]), delivery).said) == OCCURRENCES_MAX
    for raw in (several(*dates), several(daily.format(n=9), daily.format(n=11))):
        with pytest.raises(TooManyDates):
            understand(raw, delivery)


@pytest.mark.parametrize("rule", ["", "\r\nRRULE:FREQ=YEARLY"])
def test_a_date_lasts_a_month_at_most(rule: str) -> None:
    delivery = mail().delivery
    month = f"DTSTART:20260301T100000Z\r\nDTEND:20260401T100000Z{rule}"
    assert understand(several(month), delivery).said[0].dates
    for raw in (
        f"DTSTART:19710101T100000Z\r\nDTEND:20990101T100000Z{rule}",
        f"DTSTART:20260301T100000Z\r\nDTEND:20260401T100001Z{rule}",
    ):
        with pytest.raises(TooLong) as refused:
            understand(several(raw), delivery)
        assert refused.value.facts == {"days": 31}


def test_what_was_sent_is_kept_to_the_byte() -> None:
    raw = b"\xef\xbb\xbf" + several("SUMMARY:Caf@\r\nDTSTART:20260324T100000Z").replace(
        b"@\r", b"\xe9\r"
    )
    assert understand(raw, mail().delivery).raw == raw
