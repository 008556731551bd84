"""Mail to rooms: stored as it came, then read apart, judged, and handed on or set aside."""
