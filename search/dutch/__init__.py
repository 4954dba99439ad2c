"""Dutch analysis: from written text to index terms, and from a visitor's question to concepts.

Pure: no Flask, no SQLAlchemy, no Whoosh. What it reads are the small files in `data/` (their README names source and
licence) and, at query time, what the index knows of its own words (`search.query.Vocabulary`).
"""
