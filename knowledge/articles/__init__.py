"""Articles: factsheets, best practices and pages, written in Markdown with their sources.

`reading.read_article` turns text into an `Article` or names every fault; `rendering.render` turns an `Article` into
safe HTML, sections and a numbered list of sources; `marking.mark_terms` marks glossary terms in that HTML. Nothing
here knows Flask or the database. The form of a file is described in `reading`.
"""
