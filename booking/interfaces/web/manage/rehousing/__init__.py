"""The assistant: what becomes of reservations that a change of the house displaces."""
