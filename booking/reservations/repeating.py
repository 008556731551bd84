"""The same once more on another day; pure."""

from datetime import date, timedelta

WEEK = timedelta(days=7)


def day_to_repeat(day: date, *, today: date, is_given_back: bool) -> date:
    """The day proposed for what was reserved on ``day``: its weekday again, the first to come.

    What was given back is first offered on the very same day, while that is ahead.
    """
    if is_given_back and day >= today:
        return day
    if day >= today:
        return day + WEEK
    return today + (day - today) % WEEK
