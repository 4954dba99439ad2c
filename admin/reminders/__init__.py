"""Reminding staff by mail of what must be looked at again."""
