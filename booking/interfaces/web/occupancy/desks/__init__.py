"""How many desks the town hall needs: the question and its answer."""
