"""A copy of everything that cannot be made again, taken while people work; and a whole instance made from it."""
