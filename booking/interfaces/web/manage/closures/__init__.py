"""Closures and what is out of service, behind Beheer."""
