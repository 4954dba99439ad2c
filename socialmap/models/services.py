"""Services: what an organization does for a child, where, for whom, and when."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.messages import N_
from core.orm import Base
from core.publishing.models import owned_by
from socialmap.models.organizations import CASCADE, OWNED, Contact, Location, Organization, Phone


class ServiceStatus(StrEnum):
    """Whether a family can turn to a service now (HSDS `service.status`)."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


NOT_ACTIVE = text("status <> 'active'")


class Service(Base):
    """One thing an organization offers (HSDS `service`).

    care_types, laws, domains, delivery, desk_types hold codes of the taxonomies of the same name.
    """

    __tablename__ = "service"
    # The work list looks for what must be verified again, and for the few that are closed.
    __table_args__ = (
        Index("ix_service_review_by", "review_by"),
        Index("ix_service_closed", "status", sqlite_where=NOT_ACTIVE, postgresql_where=NOT_ACTIVE),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID] = owned_by("organization")
    position: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(
        String(120), index=True, doc="Key in the file it came from", info={"label": N_("Vaste sleutel"), "staff": True}
    )
    slug: Mapped[str] = mapped_column(
        String(200),
        unique=True,
        doc="Name in the address of its page",
        info={
            "label": N_("Naam in het webadres"),
            "staff": True,
            "help": N_("Laat leeg voor een nieuwe naam. Verander hem liever niet: links van anderen gaan dan stuk."),
        },
    )
    name: Mapped[str] = mapped_column(String(200), doc="Name of the service", info={"label": N_("Naam")})
    name_en: Mapped[str | None] = mapped_column(
        String(200), doc="The same in English", info={"label": N_("Naam, Engels")}
    )
    description: Mapped[str | None] = mapped_column(
        Text, doc="What it is, in plain Dutch", info={"label": N_("Beschrijving"), "max": 10_000}
    )
    description_en: Mapped[str | None] = mapped_column(
        Text, doc="The same in English", info={"label": N_("Beschrijving in het Engels"), "max": 10_000}
    )
    status: Mapped[str] = mapped_column(
        String(20),
        default=ServiceStatus.ACTIVE.value,
        doc="active, inactive, defunct or temporarily closed",
        info={"label": N_("Status"), "choices": [item.value for item in ServiceStatus]},
    )
    alert: Mapped[str | None] = mapped_column(
        String(500),
        doc="What everyone must know now, such as a stop on new children",
        info={"label": N_("Let op"), "help": N_("Wat iedereen nu moet weten, zoals een opnamestop.")},
    )
    care_types: Mapped[list[str]] = mapped_column(
        default=list, doc="Care types", info={"label": N_("Soort zorg"), "taxonomy": "care-types"}
    )
    laws: Mapped[list[str]] = mapped_column(
        default=list, doc="Laws that pay", info={"label": N_("Wetten"), "taxonomy": "laws"}
    )
    domains: Mapped[list[str]] = mapped_column(
        default=list, doc="Domains of life", info={"label": N_("Domeinen"), "taxonomy": "domains"}
    )
    delivery: Mapped[list[str]] = mapped_column(
        default=list, doc="Delivery forms", info={"label": N_("Waar en hoe"), "taxonomy": "delivery"}
    )
    desk_types: Mapped[list[str]] = mapped_column(
        default=list, doc="Desk it is", info={"label": N_("Soort loket"), "taxonomy": "desk-types"}
    )
    languages: Mapped[list[str]] = mapped_column(
        default=list, doc="Languages, ISO 639-1", info={"label": N_("Talen"), "taxonomy": "languages"}
    )
    search_words: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Words it must be found by; never shown",
        info={
            "label": N_("Ook gezocht als"),
            "staff": True,
            "help": N_("Woorden waarop ouders dit moeten vinden. Ze worden nooit getoond."),
        },
    )
    minimum_age: Mapped[float | None] = mapped_column(
        Float,
        doc="From this age, in years",
        info={"label": N_("Vanaf leeftijd"), "help": N_("Leeftijd in jaren. Een half jaar is 0,5.")},
    )
    maximum_age: Mapped[float | None] = mapped_column(
        Float,
        doc="Up to this birthday, in years",
        info={
            "label": N_("Tot leeftijd"),
            "help": N_("Tot deze verjaardag, in jaren. Bij 18 stopt het op de 18e verjaardag."),
        },
    )
    eligibility: Mapped[str | None] = mapped_column(Text, doc="For whom", info={"label": N_("Voor wie"), "max": 2000})
    application_process: Mapped[str | None] = mapped_column(
        Text,
        doc="How to apply",
        info={"label": N_("Aanmelden"), "max": 2000, "help": N_("Hoe een gezin zich aanmeldt, stap voor stap.")},
    )
    fees: Mapped[str | None] = mapped_column(
        Text, doc="Costs for the family", info={"label": N_("Kosten"), "max": 2000}
    )
    capacity: Mapped[str | None] = mapped_column(
        String(200), doc="Number of places", info={"label": N_("Aantal plaatsen")}
    )
    waiting_time_weeks: Mapped[float | None] = mapped_column(
        Float, doc="Waiting time in weeks", info={"label": N_("Wachttijd in weken")}
    )
    waiting_time_date: Mapped[date | None] = mapped_column(
        doc="Day the waiting time was told", info={"label": N_("Wachttijd gemeten op")}
    )
    website: Mapped[str | None] = mapped_column(String(500), doc="Web address", info={"label": N_("Website")})
    email: Mapped[str | None] = mapped_column(String(254), doc="E-mail address", info={"label": N_("E-mail")})
    assured_date: Mapped[date | None] = mapped_column(
        doc="Day it was last verified", info={"label": N_("Nagekeken op"), "staff": True}
    )
    assured_by: Mapped[str | None] = mapped_column(
        String(200), doc="Who verified", info={"label": N_("Nagekeken door"), "staff": True}
    )
    review_by: Mapped[date | None] = mapped_column(
        doc="Verify again before", info={"label": N_("Nakijken voor"), "staff": True}
    )
    source: Mapped[str | None] = mapped_column(
        String(500),
        doc="Where the facts come from, with date",
        info={"label": N_("Bron"), "staff": True, "help": N_("Waar de feiten vandaan komen, met de datum.")},
    )

    organization: Mapped[Organization] = relationship(back_populates="services")
    at_locations: Mapped[list[ServiceAtLocation]] = relationship(
        back_populates="service",
        cascade=CASCADE,
        order_by="ServiceAtLocation.position",
        info={**OWNED, "label": N_("Op deze locaties"), "one": N_("Locatie van de dienst")},
    )
    areas: Mapped[list[ServiceArea]] = relationship(
        cascade=CASCADE,
        order_by="ServiceArea.position",
        info={**OWNED, "label": N_("Werkgebied"), "one": N_("Gebied"), "widget": "areas"},
    )
    schedules: Mapped[list[Schedule]] = relationship(
        cascade=CASCADE,
        order_by="Schedule.position",
        foreign_keys="Schedule.service_id",
        info={**OWNED, "label": N_("Openingstijden"), "one": N_("Openingstijd")},
    )
    phones: Mapped[list[Phone]] = relationship(
        cascade=CASCADE,
        order_by="Phone.position",
        foreign_keys="Phone.service_id",
        info={**OWNED, "label": N_("Telefoonnummers"), "one": N_("Telefoonnummer")},
    )
    contacts: Mapped[list[Contact]] = relationship(
        cascade=CASCADE,
        order_by="Contact.position",
        foreign_keys="Contact.service_id",
        info={**OWNED, "label": N_("Contactpersonen"), "one": N_("Contactpersoon")},
    )
    required_documents: Mapped[list[RequiredDocument]] = relationship(
        cascade=CASCADE,
        order_by="RequiredDocument.position",
        info={**OWNED, "label": N_("Meenemen"), "one": N_("Document")},
    )
    cost_options: Mapped[list[CostOption]] = relationship(
        cascade=CASCADE, order_by="CostOption.position", info={**OWNED, "label": N_("Prijzen"), "one": N_("Prijs")}
    )


class ServiceAtLocation(Base):
    """That a service is offered at a location (HSDS `service_at_location`)."""

    __tablename__ = "service_at_location"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    location_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("location.id", ondelete="CASCADE"), index=True, info={"label": N_("Locatie"), "widget": "location"}
    )
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(String(500), doc="What differs here", info={"label": N_("Bijzonderheden")})

    service: Mapped[Service] = relationship(back_populates="at_locations")
    location: Mapped[Location] = relationship()
    schedules: Mapped[list[Schedule]] = relationship(
        cascade=CASCADE,
        order_by="Schedule.position",
        foreign_keys="Schedule.service_at_location_id",
        info={**OWNED, "label": N_("Openingstijden"), "one": N_("Openingstijd")},
    )


class ServiceArea(Base):
    """Where a service comes to the family (HSDS `service_area`), as an area code of socialmap.geography.areas."""

    __tablename__ = "service_area"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str] = mapped_column(
        String(40),
        index=True,
        doc="NL, PV26, GM0344, 3511, 3500-3599 or a region's code",
        info={
            "label": N_("Gebied"),
            "widget": "area",
            "help": N_("Bijvoorbeeld: NL, PV26, GM0344, 3511, 3500-3599 of de code van een regio."),
        },
    )
    valid_year: Mapped[int | None] = mapped_column(
        doc="Year of the municipal division the code belongs to",
        info={
            "label": N_("Indeling van het jaar"),
            "staff": True,
            "help": N_("Het jaar van de gemeentelijke indeling waar de code bij hoort."),
        },
    )


class Schedule(Base):
    """When a service is open (HSDS `schedule`), everywhere or at one location."""

    __tablename__ = "schedule"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID | None] = owned_by("service")
    service_at_location_id: Mapped[uuid.UUID | None] = owned_by("service_at_location")
    position: Mapped[int] = mapped_column(default=0)
    opening_hours: Mapped[str] = mapped_column(
        String(500),
        doc="OSM opening_hours syntax; PH are the Dutch public holidays",
        info={"label": N_("Openingstijden"), "widget": "hours", "help": N_("Bijvoorbeeld: Mo-Fr 09:00-17:00; PH off.")},
    )
    note: Mapped[str | None] = mapped_column(String(500), doc="In words", info={"label": N_("Toelichting")})


class RequiredDocument(Base):
    """What a family must bring or have (HSDS `required_document`)."""

    __tablename__ = "required_document"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    document: Mapped[str] = mapped_column(String(300), doc="Name of the document", info={"label": N_("Document")})


class CostOption(Base):
    """A price or way of paying (HSDS `cost_option`)."""

    __tablename__ = "cost_option"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    service_id: Mapped[uuid.UUID] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    option: Mapped[str] = mapped_column(String(300), doc="In words", info={"label": N_("Omschrijving")})
