"""Two people changed the same record at once: both versions side by side, put together field by field."""
