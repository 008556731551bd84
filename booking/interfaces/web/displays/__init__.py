"""Screens in the house: at the door of a room, and in the hall."""
