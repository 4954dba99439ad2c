"""The tables of the social map, in Open Referral HSDS terms."""

from socialmap.models.imports import ImportEntry, ImportMapping, ImportRun
from socialmap.models.organizations import Contact, Location, Organization, Phone, Url
from socialmap.models.places import GeocodedAddress, ImportedPostcode
from socialmap.models.regions import Region
from socialmap.models.services import (
    CostOption,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
)
from socialmap.models.taxonomies import Taxonomy, Term

__all__ = [
    "Contact",
    "CostOption",
    "GeocodedAddress",
    "ImportEntry",
    "ImportMapping",
    "ImportRun",
    "ImportedPostcode",
    "Location",
    "Organization",
    "Phone",
    "Region",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "Taxonomy",
    "Term",
    "Url",
]
