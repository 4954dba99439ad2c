"""Which pages there are."""

from __future__ import annotations

from flask import Flask

import web.agenda
import web.around
import web.articles
import web.embedding
import web.escalation
import web.finder
import web.glossary
import web.home
import web.machine
import web.my_list
import web.organizations
import web.regions
import web.reporting
import web.results
import web.services
from core.config import Settings
from web.site import init_site

PAGE_SETS = (
    web.home.pages,
    web.results.pages,
    web.services.pages,
    web.organizations.pages,
    web.reporting.pages,
    web.my_list.pages,
    web.embedding.pages,
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
