"""The building, its floors and zones, behind Beheer."""
