"""Floor 1: time, texts, errors, settings, transactions, journal, jobs; no town hall yet."""
