"""Ruimtes: look for a room, see its day, reserve it."""
