"""The subjects of the desk, in one place."""

from __future__ import annotations

import admin.accounts.people
import admin.accounts.profile
import admin.accounts.signing_in
import admin.attachments.views
import admin.bulk.views
import admin.exports.views
import admin.frame
import admin.history.trail_views
import admin.history.views
import admin.imports.runs
import admin.imports.views
import admin.merging.views
import admin.practices.practice_views
import admin.practices.signal_views
import admin.questions.views
import admin.records.editing
import admin.records.steps
import admin.records.views
import admin.suggestions.views
import admin.widgets.views
import admin.worklist.views
from admin.desk import DeskBlueprint

BLUEPRINTS: tuple[DeskBlueprint, ...] = (
    admin.frame.blueprint,
    admin.worklist.views.blueprint,
    admin.accounts.signing_in.blueprint,
    admin.accounts.profile.blueprint,
    admin.accounts.people.blueprint,
    admin.records.views.blueprint,
    admin.records.editing.blueprint,
    admin.records.steps.blueprint,
    admin.widgets.views.blueprint,
    admin.attachments.views.blueprint,
    admin.bulk.views.blueprint,
    admin.merging.views.blueprint,
    admin.history.views.blueprint,
    admin.history.trail_views.blueprint,
    admin.suggestions.views.blueprint,
    admin.questions.views.blueprint,
    admin.practices.signal_views.blueprint,
    admin.practices.practice_views.blueprint,
    admin.imports.views.blueprint,
    admin.imports.runs.blueprint,
    admin.exports.views.blueprint,
)
