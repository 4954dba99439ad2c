"""Lists, pages and forms of the records, the same way for every kind."""
