"""Floor 4: who has which space, when, and how far that agreement has come."""
