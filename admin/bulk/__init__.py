"""One step for many records of a list: first what it would do to each, then doing it, and undoing it."""
