"""How often one visitor may suggest something: one count for the API and the form on the site together."""

from __future__ import annotations

from core.limiting import limiter, too_many

LIMIT = "10 per hour"
LOOKING_LIMIT = "60 per hour"

sending_limit = limiter.shared_limit(LIMIT, scope="change-suggestions", on_breach=too_many)
looking_limit = limiter.shared_limit(LOOKING_LIMIT, scope="change-suggestion-codes", on_breach=too_many)
