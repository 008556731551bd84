"""What counted rounds say, beside reservations and check-in."""
