"""The work list, where the desk begins: what needs somebody today, why, and where it is mended."""
