"""Floor 5: what the reservations say about the house: facts, measures, decisions."""
