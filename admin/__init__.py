"""The curation desk: what staff see under /beheer. It reads and writes records through the verbs of the rooms below."""
