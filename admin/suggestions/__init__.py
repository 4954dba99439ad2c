"""The inbox of the desk: what others suggested, and what is done with it."""
