"""One factory per model, in folders that mirror the package.

A factory makes an object in memory, complete enough to be published. It has no session: a test adds the object to its
own, as the product's verbs do. Documents, revisions and audit lines have no factory: only publishing makes them.
"""
