"""Saving what editors write: each subject checks everything first, and saves all of it or nothing."""
