"""Service agreements: what the house promised a partner or a department, and whether it kept it.

Told in green, orange and red as in the planning-and-control cycle of a Dutch municipality, and
never in colour alone.
"""
