"""Calendars from outside that hold a space, or show it as busy: sent as a file, or followed."""
