"""Wachtlijst: waiting for a place that is taken."""
