"""The pages of occupancy that say more of one side of it: peaks, spaces, demand, reservations."""
