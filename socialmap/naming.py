"""Names in addresses of what is on the map. Pure."""

from __future__ import annotations

from core.publishing.slugs import slugify


def service_slug(organization: str, service: str, city: str | None) -> str:
    """The slug a service would like: whose it is, what it is, and where it can be visited first."""
    return slugify(service if service.startswith(organization) else f"{organization} {service}", city)
