"""Opening hours and special days, behind Beheer."""
