"""What a feed is known by."""

import os
import subprocess
import sys

SAY = """
from booking.calendars.feeds import told_to
from booking.calendars.models import FeedChoice
from booking.calendars.owners import OwnCalendar
from booking.people.values import Principal, Role
els = Principal(1, "Els", frozenset({Role.EMPLOYEE, Role.FACILITY_MANAGER}),
                decides_in=frozenset({3, 1, 2}))
print(told_to(OwnCalendar(els, FeedChoice())))
"""


def test_every_process_knows_it_by_the_same_mark() -> None:
    """A set of words is in another order in each: behind two servers every read would be news."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SAY], env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "1246"
    }  # fmt: skip
    assert len(said) == 1
