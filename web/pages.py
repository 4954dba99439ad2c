"""Which pages there are."""

from __future__ import annotations

from flask import Flask

import web.agenda
import web.around
import web.articles
import web.escalation
import web.finder
import web.glossary
import web.home
import web.machine
import web.regions
import web.results
from core.config import Settings
from web.site import init_site

PAGE_SETS = (
    web.home.pages,
    web.results.pages,
    web.escalation.pages,
    web.finder.pages,
    web.regions.pages,
    web.articles.pages,
    web.glossary.pages,
    web.agenda.pages,
    web.around.pages,
)


def init_web(app: Flask, settings: Settings) -> None:
    """Give the app its public pages. Call it after search and the other faces."""
    init_site(app, settings, PAGE_SETS)
    app.register_blueprint(web.machine.blueprint)
