"""Woonkamer: booking of workplaces and meeting rooms in the town hall.

The floors, lowest first: foundation, people, spaces, reservations, calendars and
occupancy, messages, demo, interfaces (the doors), app. A floor uses what lies below it
and never what lies above; import-linter holds that.
"""

from pathlib import Path

PACKAGE = Path(__file__).parent


def data(folder: str) -> Path:
    """The folder of shipped files, e.g. ``templates``: inside the wheel, or beside the package."""
    packaged = PACKAGE / folder
    return packaged if packaged.is_dir() else PACKAGE.parent / folder
