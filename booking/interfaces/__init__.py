"""Floor 8: the doors. Each translates one protocol and decides nothing."""
