"""Services: what an organization does for a child, where, for whom, and when."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.orm import Base
from core.publishing.models import owned_by
from socialmap.models.organizations import CASCADE, OWNED, Contact, Location, Organization, Phone


class ServiceStatus(StrEnum):
    """Whether a family can turn to a service now (HSDS `service.status`)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Service(Base):
    """One thing an organization offers (HSDS `service`).

    care_types, laws, domains, delivery, desk_types hold codes of the taxonomies of the same name.
    """

    __tablename__ = "service"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID] = owned_by("organization")
    position: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(String(120), index=True, doc="Key in the file it came from")
    slug: Mapped[str] = mapped_column(String(200), unique=True, doc="Name in the address of its page")
    name: Mapped[str] = mapped_column(String(200), doc="Name of the service", info={"label": "Naam"})
    name_en: Mapped[str | None] = mapped_column(String(200), doc="The same in English", info={"label": "Naam, Engels"})
    description: Mapped[str | None] = mapped_column(
        Text, doc="What it is, in plain Dutch", info={"label": "Beschrijving", "max": 10_000}
    )
    description_en: Mapped[str | None] = mapped_column(
        Text, doc="The same in English", info={"label": "Beschrijving in het Engels", "max": 10_000}
    )
    status: Mapped[str] = mapped_column(
        String(20),
        default=ServiceStatus.ACTIVE.value,
        doc="active, inactive, defunct or temporarily closed",
        info={"label": "Status", "choices": [item.value for item in ServiceStatus]},
    )
    alert: Mapped[str | None] = mapped_column(
        String(500), doc="What everyone must know now, such as a stop on new children", info={"label": "Let op"}
    )
    care_types: Mapped[list[str]] = mapped_column(default=list, doc="Care types", info={"label": "Soort zorg"})
    laws: Mapped[list[str]] = mapped_column(default=list, doc="Laws that pay", info={"label": "Wetten"})
    domains: Mapped[list[str]] = mapped_column(default=list, doc="Domains of life", info={"label": "Domeinen"})
    delivery: Mapped[list[str]] = mapped_column(default=list, doc="Delivery forms", info={"label": "Waar en hoe"})
    desk_types: Mapped[list[str]] = mapped_column(default=list, doc="Desk it is", info={"label": "Soort loket"})
    languages: Mapped[list[str]] = mapped_column(default=list, doc="Languages, ISO 639-1", info={"label": "Talen"})
    search_words: Mapped[list[str]] = mapped_column(
        default=list, doc="Words it must be found by; never shown", info={"label": "Ook gezocht als", "staff": True}
    )
    minimum_age: Mapped[float | None] = mapped_column(Float, doc="From this age, in years", info={"label": "Vanaf"})
    maximum_age: Mapped[float | None] = mapped_column(Float, doc="Up to this birthday, in years", info={"label": "Tot"})
    eligibility: Mapped[str | None] = mapped_column(Text, doc="For whom", info={"label": "Voor wie", "max": 2000})
    application_process: Mapped[str | None] = mapped_column(
        Text, doc="How to apply", info={"label": "Aanmelden", "max": 2000}
    )
    fees: Mapped[str | None] = mapped_column(Text, doc="Costs for the family", info={"label": "Kosten", "max": 2000})
    capacity: Mapped[str | None] = mapped_column(String(200), doc="Number of places", info={"label": "Plaatsen"})
    waiting_time_weeks: Mapped[float | None] = mapped_column(
        Float, doc="Waiting time in weeks", info={"label": "Wachttijd in weken"}
    )
    waiting_time_date: Mapped[date | None] = mapped_column(
        doc="Day the waiting time was told", info={"label": "Wachttijd gemeten op"}
    )
    website: Mapped[str | None] = mapped_column(String(500), doc="Web address", info={"label": "Website"})
    email: Mapped[str | None] = mapped_column(String(254), doc="E-mail address", info={"label": "E-mail"})
    assured_date: Mapped[date | None] = mapped_column(
        doc="Day it was last verified", info={"label": "Nagekeken op", "staff": True}
    )
    assured_by: Mapped[str | None] = mapped_column(
        String(200), doc="Who verified", info={"label": "Nagekeken door", "staff": True}
    )
    review_by: Mapped[date | None] = mapped_column(
        doc="Verify again before", info={"label": "Nakijken voor", "staff": True}
    )
    source: Mapped[str | None] = mapped_column(
        String(500), doc="Where the facts come from, with date", info={"label": "Bron", "staff": True}
    )

    organization: Mapped[Organization] = relationship(back_populates="services")
    at_locations: Mapped[list[ServiceAtLocation]] = relationship(
        back_populates="service", cascade=CASCADE, order_by="ServiceAtLocation.position", info=OWNED
    )
    areas: Mapped[list[ServiceArea]] = relationship(cascade=CASCADE, order_by="ServiceArea.position", info=OWNED)
    schedules: Mapped[list[Schedule]] = relationship(
        cascade=CASCADE, order_by="Schedule.position", foreign_keys="Schedule.service_id", info=OWNED
    )
    phones: Mapped[list[Phone]] = relationship(
        cascade=CASCADE, order_by="Phone.position", foreign_keys="Phone.service_id", info=OWNED
    )
    contacts: Mapped[list[Contact]] = relationship(
        cascade=CASCADE, order_by="Contact.position", foreign_keys="Contact.service_id", info=OWNED
    )
    required_documents: Mapped[list[RequiredDocument]] = relationship(
        cascade=CASCADE, order_by="RequiredDocument.position", info=OWNED
    )
    cost_options: Mapped[list[CostOption]] = relationship(cascade=CASCADE, order_by="CostOption.position", info=OWNED)


class ServiceAtLocation(Base):
    """That a service is offered at a location (HSDS `service_at_location`)."""

    __tablename__ = "service_at_location"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    location_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("location.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(String(500), doc="What differs here", info={"label": "Bijzonderheden"})

    service: Mapped[Service] = relationship(back_populates="at_locations")
    location: Mapped[Location] = relationship()
    schedules: Mapped[list[Schedule]] = relationship(
        cascade=CASCADE, order_by="Schedule.position", foreign_keys="Schedule.service_at_location_id", info=OWNED
    )


class ServiceArea(Base):
    """Where a service comes to the family (HSDS `service_area`), as an area code of socialmap.geography.areas."""

    __tablename__ = "service_area"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(
        String(40), index=True, doc="NL, PV26, GM0344, 3511, 3500-3599 or a region's code", info={"label": "Gebied"}
    )
    valid_year: Mapped[int | None] = mapped_column(
        doc="Year of the municipal division the code belongs to", info={"label": "Indeling van het jaar", "staff": True}
    )


class Schedule(Base):
    """When a service is open (HSDS `schedule`), everywhere or at one location."""

    __tablename__ = "schedule"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID | None] = owned_by("service")
    service_at_location_id: Mapped[uuid.UUID | None] = owned_by("service_at_location")
    position: Mapped[int] = mapped_column(default=0)
    opening_hours: Mapped[str] = mapped_column(
        String(500), doc="OSM opening_hours syntax; PH are the Dutch public holidays", info={"label": "Openingstijden"}
    )
    note: Mapped[str | None] = mapped_column(String(500), doc="In words", info={"label": "Toelichting"})


class RequiredDocument(Base):
    """What a family must bring or have (HSDS `required_document`)."""

    __tablename__ = "required_document"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    document: Mapped[str] = mapped_column(String(300), doc="Name of the document", info={"label": "Document"})


class CostOption(Base):
    """A price or way of paying (HSDS `cost_option`)."""

    __tablename__ = "cost_option"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    option: Mapped[str] = mapped_column(String(300), doc="In words", info={"label": "Omschrijving"})
