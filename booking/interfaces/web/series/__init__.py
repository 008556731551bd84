"""Reeksen: repeat a reservation, look at a series, change or end the rest of it."""
