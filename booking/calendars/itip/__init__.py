"""Invitations of other calendar programs to our rooms, and what a room answers (RFC 5546, 6047)."""
