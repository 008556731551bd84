"""Partners and their contacts, behind Beheer."""
