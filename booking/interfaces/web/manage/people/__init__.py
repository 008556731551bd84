"""People, their roles and access, behind Beheer."""
