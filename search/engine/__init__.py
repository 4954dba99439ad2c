"""The engine: ranks, filters, counts and explains, in numpy, over the arrays that `search.index` writes.

In: a `Question`. Out: an `Answer`. No Flask, no SQLAlchemy, no Whoosh searcher, no cache of results.
"""
