"""Which rooms of which size a town hall needs: exact, and with the minute that forces it."""
