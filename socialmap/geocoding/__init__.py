"""From an address to a point on the map, for who edits locations. Public search never comes here."""
