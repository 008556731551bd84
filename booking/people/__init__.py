"""Floor 2: who there is, what they may do, and how they show who they are."""
