"""Seats: who sits at which desk of a group."""
