"""Taking files over, behind Beheer."""
