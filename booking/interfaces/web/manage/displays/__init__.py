"""Beheer, displays."""
