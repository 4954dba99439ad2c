"""Import at the desk: upload, match the columns, look at the report, apply, publish, undo."""
