"""Standing at a desk or a door: what is here, am I expected, and is it free."""
