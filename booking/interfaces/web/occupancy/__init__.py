"""Bezetting: how the house is used."""
