"""Desks and rooms, their equipment and house rules, behind Beheer."""
