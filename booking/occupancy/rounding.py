"""How coarse figures are that leave the house, pure (occupancy.md section 7)."""

STEP = 5


def by_fives(count: float) -> int:
    """Halves go up, so that it does not depend on which multiple is even."""
    return int((count + STEP / 2) // STEP) * STEP
