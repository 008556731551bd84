"""The house changes under reservations: each gets an equal place, is cancelled, or is kept."""
