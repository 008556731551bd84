"""Reservations that come back: planned as a whole, guarded as a whole, kept one by one."""
