"""Quota: how many reservations somebody may have in a day, a week or a month."""
