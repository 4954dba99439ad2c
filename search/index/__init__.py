"""The index on disk: Whoosh segments, and beside each the arrays that the engine memory-maps.

One process writes at a time (`search.index.writer`); any number read (`search.engine.index`).
"""
