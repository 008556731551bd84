"""Calendars from outside that a space follows, behind Beheer."""
