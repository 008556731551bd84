"""The clock's door: work that nobody waits for, done by a thread in each process."""
