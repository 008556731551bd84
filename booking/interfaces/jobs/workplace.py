"""What a piece of work can reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.foundation.database import Database
from booking.foundation.settings import Settings
from booking.interfaces.clock import Clock


@dataclass(frozen=True, slots=True)
class Workplace:
    settings: Settings
    database: Database
    clock: Clock
    rest: Callable[[], object] = bool
    """For between two transactions of a job: lets whoever is being served go first."""


Task = Mapping[str, Any]
Handler = Callable[[Workplace, Task, datetime], bool | None]
"""Does one job and opens its own transactions. A job is done at least once, so doing it
again must change nothing; to fail is to raise. A periodic one that says True goes on soon."""
