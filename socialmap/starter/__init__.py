"""The content an instance starts with, as files, loaded through the same import that the staff use."""
