"""Escalation routes and decision flows between their text, their tables, and the public."""
