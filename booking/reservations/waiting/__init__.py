"""The waiting list: who wants what was taken, and who is asked when it becomes free."""
