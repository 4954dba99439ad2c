"""Suggestions while typing: titles, names, places and labels, from the first letter on."""
