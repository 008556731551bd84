"""Werkplek: a desk for a day, on the plan or in a list."""
