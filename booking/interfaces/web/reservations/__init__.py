"""Mijn reserveringen: what somebody has, and all that can be done with it."""
