"""The subjects of the desk, in one place."""

from __future__ import annotations

import admin.frame
from admin.desk import DeskBlueprint

BLUEPRINTS: tuple[DeskBlueprint, ...] = (admin.frame.blueprint,)
