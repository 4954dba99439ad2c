"""Being here puts the modules of this folder within reach of the tests of every folder below."""
