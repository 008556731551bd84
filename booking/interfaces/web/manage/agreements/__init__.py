"""Service agreements, kept by the facility manager."""
