"""Floor 6: letters, what we write to people; and the outbox, what still has to go out."""
