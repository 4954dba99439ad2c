"""The composition root: the only file that knows every room. `flask run` and `zorgbuurt` find the app here."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup
from werkzeug.middleware.proxy_fix import ProxyFix

import admin.reminders.cli
import core.accounts.cli
import core.assets
import core.backup.cli
import core.compression
import core.feed
import core.health
import core.links.cli
import core.publishing.cli
import core.serving
import core.suggestions.api
import core.suggestions.cli
import knowledge.api.agenda
import knowledge.api.articles
import knowledge.api.attachments
import knowledge.api.flows
import knowledge.api.glossary
import knowledge.api.practices
import knowledge.api.routes
import knowledge.checks
import knowledge.cli
import knowledge.kinds
import search.api
import search.cli
import search.keepers
import socialmap.api
import socialmap.checks
import socialmap.cli
import socialmap.kinds
import web.pages
from admin.desk import init_desk
from core.accounts.security import init_accounts
from core.api.api import Api
from core.api.docs import init_docs
from core.application import Application
from core.config import PROJECT, Settings, read_settings
from core.database import init_database
from core.headers import init_security_headers
from core.i18n import init_i18n
from core.limiting import init_limiting
from core.logging import configure_logging, init_request_log
from core.publishing.kinds import kinds
from core.tiles import image_sources
from socialmap.geography.basemap import basemap

ROOMS_WITH_ASSETS = ("core", "admin", "web")
KNOWLEDGE = (
    knowledge.api.articles.blp,
    knowledge.api.glossary.blp,
    knowledge.api.agenda.blp,
    knowledge.api.practices.blp,
    knowledge.api.attachments.blp,
    knowledge.api.routes.blp,
    knowledge.api.flows.blp,
)
COMMANDS = (
    core.serving.commands,
    core.backup.cli.commands,
    core.publishing.cli.commands,
    core.links.cli.commands,
    core.accounts.cli.commands,
    core.suggestions.cli.commands,
    socialmap.cli.commands,
    knowledge.cli.commands,
    search.cli.commands,
    admin.reminders.cli.commands,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve. Raises SettingsError when the environment cannot be used."""
    settings = settings or read_settings()
    configure_logging(settings.log_format, settings.log_level)
    app = Application("app", static_folder=None)
    for kind in (*socialmap.kinds.KINDS, *knowledge.kinds.KINDS):
        kinds.register(kind)
    socialmap.checks.register_checks()
    knowledge.checks.register_checks()
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.extensions["settings"] = settings
    if settings.proxies:
        # What a visitor writes in these headers herself stands before what the web servers in front add.
        # Flask's own way to wrap an application; only its types call that an assignment to a method.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    init_request_log(app)
    init_security_headers(app, https_only=settings.is_production, extra_sources=image_sources(settings.map_tiles))
    core.compression.init_compression(app)
    assets = core.assets.init_assets(app, {room: PROJECT / room / "static" for room in ROOMS_WITH_ASSETS})
    assets.add_later("map/basemap.json", basemap)
    init_i18n(app)
    init_database(app, settings)
    init_limiting(app)
    init_accounts(app, settings)
    api = Api(app, contact_email=settings.contact_email)
    for blueprint in (search.api.blp, socialmap.api.blp, *KNOWLEDGE, core.suggestions.api.blp, core.feed.blp):
        api.register_blueprint(blueprint)
    init_docs(app, api)
    app.register_blueprint(core.health.blueprint)
    socialmap.cli.init_map(app)
    knowledge.cli.init_knowledge(app)
    search.keepers.init_search(app, settings)
    web.pages.init_web(app, settings)
    init_desk(app, settings)
    for group in COMMANDS:
        for command in group:
            app.cli.add_command(command)
    return app


@click.group(cls=FlaskGroup, create_app=create_app, add_default_commands=False)
def cli() -> None:
    """Zorg in uw Buurt: the commands to set up, fill, serve and look after an instance."""
