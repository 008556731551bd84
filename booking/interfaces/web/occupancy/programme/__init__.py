"""Programma van eisen: rooms and desks needed, on one sheet that says where each number is from."""
