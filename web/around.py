"""The pages around the care: what this map is and how fresh, privacy, and accessibility."""

from __future__ import annotations

from flask import current_app

from core.config import Settings
from core.orm import today
from search.engine.figures import figures_of
from search.keepers import keeper
from web.machine import DOWNLOADS, LICENCE
from web.site import Pages, public_url, render_page

FRESH_DAYS = 365
pages = Pages()


@pages.page("/over-deze-kaart", name="about")
def about() -> str:
    """What is on the map, how recently it was checked, who looks after it, and how to take it along."""
    figures = figures_of(keeper().state().snapshot, today().toordinal(), FRESH_DAYS)
    return render_page("around/about.html", figures=figures, downloads=DOWNLOADS, licence=LICENCE)


@pages.page("/privacy", name="privacy")
def privacy() -> str:
    """What happens with what a visitor types: nothing that stays."""
    settings: Settings = current_app.extensions["settings"]
    return render_page("around/privacy.html", map_tiles=settings.map_tiles)


@pages.page("/toegankelijkheid", name="accessibility")
def accessibility() -> str:
    """How far the site is accessible, told honestly, and how to report what is not."""
    return render_page("around/accessibility.html", root=public_url())
