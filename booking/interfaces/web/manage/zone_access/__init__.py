"""For whom each zone is, as the facility manager says."""
