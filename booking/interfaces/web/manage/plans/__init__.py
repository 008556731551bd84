"""Floor plans, behind Beheer."""
