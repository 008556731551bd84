"""Vandaag: where do I sit, which meetings, is there a room now."""
