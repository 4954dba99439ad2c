"""Small programs to compare with: a bare Flask view, Flask with SQLite FTS5, Flask with Whoosh."""
