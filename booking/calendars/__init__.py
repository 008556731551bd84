"""Floor 5: reservations in the words of the calendar world (RFC 5545 and its family)."""
