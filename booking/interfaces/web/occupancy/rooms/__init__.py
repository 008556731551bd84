"""Which rooms the town hall needs: the question, its answer on a page and as a file."""
