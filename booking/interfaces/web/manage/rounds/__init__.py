"""Counted rounds: planned, walked zone by zone, finished."""
