"""Escalation routes: who to call when a case gets stuck, and the regular way that comes before it.

`reading` makes a `Route` from a file, `checking` says what is wrong with it, `advising` answers for one case.
"""
