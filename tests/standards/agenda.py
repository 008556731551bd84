"""A calendar program of somebody who is invited: it takes in mails and shows what it holds.

After RFC 5546 §2.1.5 and §3.2, as strictly as the strictest program: what is older than what it
knows is not taken in, and a CANCEL only with a higher SEQUENCE than that of what it cancels.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import icalendar

from booking.messages.models import Letter
from tests.standards.ical_js import Read

WHOLE = None


class Agenda:
    """By UID the events in it: the whole, and by the date in the rule what differs."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.events: dict[str, dict[datetime | None, Any]] = {}
        self.zones: list[Any] = []
        self.newest: dict[str, tuple[int, datetime]] = {}

    def take(self, letters: Iterable[Letter], whose: str) -> None:
        for letter in letters:
            if letter.recipient == whose and letter.calendar:
                calendar = icalendar.Calendar.from_ical(letter.calendar)
                self.zones = calendar.timezones
                {"REQUEST": self._request, "CANCEL": self._cancel}[letter.calendar_method](
                    str(calendar.events[0]["UID"]), calendar.events
                )

    def shown(self) -> list[datetime]:
        """When something is in it; a date that stands in it twice is shown twice."""
        return sorted(start for uid in self.events for start in self._starts(uid))

    def _request(self, uid: str, told: list[Any]) -> None:
        version = max((event["SEQUENCE"], event["DTSTAMP"].dt) for event in told)
        assert version >= self.newest.get(uid, version), "it would be passed over as old"
        self.newest[uid] = version
        parts = {_date(event): event for event in told}
        self.events[uid] = parts if WHOLE in parts else {**self.events.get(uid, {}), **parts}

    def _cancel(self, uid: str, told: list[Any]) -> None:
        known = self.events.get(uid, {})
        for event in told:
            was = known.get(_date(event)) or known.get(WHOLE)
            assert was is None or event["SEQUENCE"] > was["SEQUENCE"], "it would be passed over"
            known[_date(event)] = event
        if WHOLE in {_date(event) for event in told}:
            self.events.pop(uid, None)

    def _starts(self, uid: str) -> list[datetime]:
        calendar = icalendar.Calendar()
        for component in (*self.zones, *self.events[uid].values()):
            calendar.add_component(component)
        return [seen.period.starts_at for seen in self.read(calendar.to_ical())
                if seen.status != "CANCELLED"]  # fmt: skip


def _date(event: Any) -> datetime | None:
    return event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else WHOLE
