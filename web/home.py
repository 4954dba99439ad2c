"""The first page: two boxes and four doors."""

from __future__ import annotations

from web.asking import Asking
from web.site import Pages, render_page

pages = Pages()


@pages.page("/", name="home")
def home() -> str:
    """What this is, the search, and where else to go."""
    return render_page("home/home.html", asking=Asking(), faults={})
