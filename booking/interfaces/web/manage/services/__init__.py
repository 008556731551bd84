"""Diensten behind Beheer: the catalogue."""
