"""Floor 3: what can be reserved, where it lies, what it offers, and when it is open."""
