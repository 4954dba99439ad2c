"""Import and export of the map: one row is one service at one location."""
