"""Searching the map: the form, and the page of results."""

from __future__ import annotations

from web.site import Pages, render_page

pages = Pages()


@pages.page("/zoeken", name="results", methods=("GET", "POST"), listed=False)
def results() -> str:
    """What was found."""
    return render_page("home/home.html")
