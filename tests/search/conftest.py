"""Being here puts `search_examples.py` within reach of the tests of every folder below."""
