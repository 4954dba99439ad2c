"""Where things are in the Netherlands: postcodes, places, area codes and distances.

Plain Python on an embedded table: no web framework, no database. `postcodes` reads what a person typed, `places` says
where that is, `areas` says which service areas hold it, `distances` measures, and `reading` streams the files of an
import.
"""
