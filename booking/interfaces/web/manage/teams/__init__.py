"""Departments and teams, behind Beheer."""
