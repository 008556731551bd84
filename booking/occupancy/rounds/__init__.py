"""Counted rounds (telronden): somebody walks through the house and counts what is in use.

The method is that of space utilisation surveys: at fixed moments each place is seen as in use,
temporarily vacant (things on it, nobody there) or empty, and of a room the people are counted.
Frequency × seat fill = utilisation, as in "Space utilisation: practice, performance and
guidelines" (UK Higher Education Space Management Group, 2006).

What is kept is a count for each space at a moment, and never a person: not who sat there, and
of who counted only the journal knows.
"""
