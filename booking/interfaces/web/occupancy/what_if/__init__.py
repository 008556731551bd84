"""What if, and phases of works: the forms, their answers, and scenarios side by side."""
