"""Requests and the answers to them, behind Beheer."""
