"""What scripts of the widgets ask while somebody types. Without scripts the buttons of the form give the same."""

from __future__ import annotations

from flask import render_template, request

from admin.access import needs
from admin.desk import DeskBlueprint
from admin.widgets.hours import show_hours
from core.accounts.roles import Role
from socialmap.opening_hours import LONGEST

blueprint = DeskBlueprint("widgets", __name__, url_prefix="/beheer/hulp")


@blueprint.app_template_global("preview_page")
def preview_page(shown: object) -> str:
    """The page in which a text is shown as the public will see it, for a frame of its own."""
    return render_template("widgets/preview_page.html", shown=shown)


@blueprint.get("/tijden")
@needs(Role.EDITOR)
def hours() -> str:
    """What opening hours say, as a piece of a page. `tekst`: the hours; `veld`: the name of their field."""
    text = request.args.get("tekst", "")[: LONGEST + 1]
    place = request.args.get("veld", "")[:200]
    return render_template("widgets/hours_echo.html", hours=show_hours(text), place=place)
