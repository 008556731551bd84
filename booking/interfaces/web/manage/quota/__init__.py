"""Quota, as the facility manager sets them."""
