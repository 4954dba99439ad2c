"""Decision flows: questions that lead to outcomes. The engine knows no law; the flows in `starter/flows` do.

`reading` makes a `Flow` from a file, `checking` says what is wrong with it, `walking` answers a visitor, `paths`
counts every way through, `cases` reads golden cases.
"""
