"""Organizations with what belongs to them: the root of the aggregate that is curated and published as one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import Column, Computed, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.folding import folded_sql
from core.messages import N_
from core.orm import Base
from core.publishing.models import Record, owned_by

if TYPE_CHECKING:
    from socialmap.models.services import Service

# What an aggregate owns goes into its snapshot and goes when it goes (core.publishing.snapshots).
# A column or part with "staff" in its `info` is filled by the staff alone: others are not asked to correct it.
OWNED = {"owned": True}
CASCADE = "all, delete-orphan"


class Organization(Record, Base):
    """An organization that offers care or help (HSDS `organization`)."""

    __tablename__ = "organization"
    # The lists of the desk stand in these orders.
    __table_args__ = (
        Column("sort_name", String(200), Computed(folded_sql("name"))),
        Index("ix_organization_name", "name"),
        Index("ix_organization_sort_name", "sort_name", "id"),
        Index("ix_organization_modified_at", "modified_at"),
    )
    WORKED_OUT = ("sort_name",)

    external_id: Mapped[str | None] = mapped_column(
        String(120),
        unique=True,
        doc="Key in the file or register it came from",
        info={
            "label": N_("Vaste sleutel"),
            "staff": True,
            "help": N_("De sleutel in het bestand of register waar dit uit komt."),
        },
    )
    collection: Mapped[str | None] = mapped_column(
        String(60),
        index=True,
        doc="Set it belongs to, such as the fictional examples",
        info={
            "label": N_("Verzameling"),
            "staff": True,
            "help": N_("De verzameling waar dit bij hoort, zoals de verzonnen voorbeelden."),
        },
    )
    name: Mapped[str] = mapped_column(String(200), doc="Name as the public knows it", info={"label": N_("Naam")})
    alternate_names: Mapped[list[str]] = mapped_column(
        default=list,
        doc="Other names and abbreviations",
        info={
            "label": N_("Andere namen"),
            "help": N_("Ook afkortingen. Ouders vinden de organisatie ook op deze namen."),
        },
    )
    description: Mapped[str | None] = mapped_column(
        Text,
        doc="What the organization does, in plain Dutch",
        info={
            "label": N_("Beschrijving"),
            "max": 10_000,
            "help": N_("Schrijf in gewone taal wat de organisatie doet. Begin met het belangrijkste."),
        },
    )
    description_en: Mapped[str | None] = mapped_column(
        Text, doc="The same in English", info={"label": N_("Beschrijving in het Engels"), "max": 10_000}
    )
    website: Mapped[str | None] = mapped_column(String(500), doc="Web address", info={"label": N_("Website")})
    email: Mapped[str | None] = mapped_column(String(254), doc="E-mail address", info={"label": N_("E-mail")})
    kvk: Mapped[str | None] = mapped_column(
        String(8), doc="Chamber of Commerce number", info={"label": N_("KvK-nummer"), "help": N_("8 cijfers.")}
    )
    agb: Mapped[str | None] = mapped_column(
        String(8), doc="AGB code of the care provider", info={"label": N_("AGB-code"), "help": N_("8 cijfers.")}
    )
    legal_form: Mapped[str | None] = mapped_column(String(80), doc="Legal form", info={"label": N_("Rechtsvorm")})
    logo_url: Mapped[str | None] = mapped_column(
        String(500), doc="Address of the logo", info={"label": N_("Logo"), "help": N_("Webadres van een plaatje.")}
    )
    parent_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("organization.id", ondelete="SET NULL"),
        index=True,
        doc="The organization this one is part of",
        info={"label": N_("Onderdeel van"), "staff": True, "widget": "organization"},
    )
    source: Mapped[str | None] = mapped_column(
        String(500),
        doc="Where the facts come from, with date",
        info={"label": N_("Bron"), "staff": True, "help": N_("Waar de feiten vandaan komen, met de datum.")},
    )

    services: Mapped[list[Service]] = relationship(
        back_populates="organization",
        cascade=CASCADE,
        order_by="Service.position",
        info={**OWNED, "label": N_("Diensten"), "one": N_("Dienst")},
    )
    locations: Mapped[list[Location]] = relationship(
        back_populates="organization",
        cascade=CASCADE,
        order_by="Location.position",
        info={**OWNED, "label": N_("Locaties"), "one": N_("Locatie")},
    )
    phones: Mapped[list[Phone]] = relationship(
        cascade=CASCADE,
        order_by="Phone.position",
        foreign_keys="Phone.organization_id",
        info={**OWNED, "label": N_("Telefoonnummers"), "one": N_("Telefoonnummer")},
    )
    contacts: Mapped[list[Contact]] = relationship(
        cascade=CASCADE,
        order_by="Contact.position",
        foreign_keys="Contact.organization_id",
        info={**OWNED, "label": N_("Contactpersonen"), "one": N_("Contactpersoon")},
    )
    urls: Mapped[list[Url]] = relationship(
        cascade=CASCADE,
        order_by="Url.position",
        info={**OWNED, "label": N_("Andere webadressen"), "one": N_("Webadres")},
    )


class Location(Base):
    """A place where an organization can be visited (HSDS `location` with its address)."""

    __tablename__ = "location"
    # The work list counts the points that are not exact without reading the rows.
    __table_args__ = (Index("ix_location_point_precision", "point_precision", "latitude", "organization_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID] = owned_by("organization")
    position: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(
        String(120), doc="Key in the file it came from", info={"label": N_("Vaste sleutel"), "staff": True}
    )
    name: Mapped[str | None] = mapped_column(
        String(200),
        doc="Name of the place",
        info={"label": N_("Naam"), "help": N_("Alleen als de plek een eigen naam heeft.")},
    )
    street: Mapped[str | None] = mapped_column(String(200), doc="Street", info={"label": N_("Straat")})
    house_number: Mapped[str | None] = mapped_column(String(20), doc="House number", info={"label": N_("Huisnummer")})
    postcode: Mapped[str | None] = mapped_column(
        String(7),
        doc="Postcode, as 3584 EA",
        info={
            "label": N_("Postcode"),
            "help": N_("Zonder punt op de kaart krijgt de locatie het punt van deze postcode."),
        },
    )
    city: Mapped[str | None] = mapped_column(String(100), doc="Town", info={"label": N_("Plaats")})
    country: Mapped[str] = mapped_column(
        String(2),
        default="NL",
        doc="Country, ISO 3166-1",
        info={"label": N_("Land"), "staff": True, "help": N_("Twee letters, zoals NL.")},
    )
    latitude: Mapped[float | None] = mapped_column(
        Float, doc="Degrees north, WGS 84", info={"label": N_("Breedtegraad"), "staff": True, "widget": "latitude"}
    )
    longitude: Mapped[float | None] = mapped_column(
        Float, doc="Degrees east, WGS 84", info={"label": N_("Lengtegraad"), "staff": True, "widget": "longitude"}
    )
    point_precision: Mapped[str | None] = mapped_column(
        String(10),
        doc="How exact the point is: address, pc6, pc4 or place",
        info={
            "label": N_("Nauwkeurigheid"),
            "staff": True,
            "choices": ["address", "pc6", "pc4", "place"],
            "widget": "shown",
        },
    )
    accessibility: Mapped[str | None] = mapped_column(
        String(1000), doc="Access with a wheelchair, bed or buggy", info={"label": N_("Toegankelijkheid")}
    )
    transport_note: Mapped[str | None] = mapped_column(
        String(1000), doc="How to get there by public transport", info={"label": N_("Openbaar vervoer")}
    )

    organization: Mapped[Organization] = relationship(back_populates="locations")


class Phone(Base):
    """A telephone number of an organization or of one service (HSDS `phone`)."""

    __tablename__ = "phone"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID | None] = owned_by("organization")
    service_id: Mapped[uuid.UUID | None] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(
        String(30), doc="Number as people dial it", info={"label": N_("Telefoonnummer")}
    )
    kind: Mapped[str | None] = mapped_column(
        String(60),
        doc="What it is for, such as general or emergency",
        info={"label": N_("Soort")},
    )
    hours: Mapped[str | None] = mapped_column(
        String(200),
        doc="When it is answered, in OSM opening_hours syntax",
        info={"label": N_("Bereikbaar"), "widget": "hours"},
    )


class Contact(Base):
    """A person or role to ask for (HSDS `contact`). Only what is public by the organization's own choice."""

    __tablename__ = "contact"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID | None] = owned_by("organization")
    service_id: Mapped[uuid.UUID | None] = owned_by("service")
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str | None] = mapped_column(
        String(200),
        doc="Name",
        info={"label": N_("Naam"), "help": N_("Alleen een naam die de organisatie zelf openbaar maakt.")},
    )
    role: Mapped[str | None] = mapped_column(
        String(200),
        doc="Role, such as intake nurse",
        info={"label": N_("Functie"), "help": N_("Bijvoorbeeld: verpleegkundige intake.")},
    )
    email: Mapped[str | None] = mapped_column(String(254), doc="E-mail address", info={"label": N_("E-mail")})
    phone: Mapped[str | None] = mapped_column(String(30), doc="Number", info={"label": N_("Telefoonnummer")})


class Url(Base):
    """A further web address of an organization (HSDS `url`)."""

    __tablename__ = "url"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    organization_id: Mapped[uuid.UUID] = owned_by("organization")
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[str | None] = mapped_column(
        String(200), doc="What is found there", info={"label": N_("Omschrijving")}
    )
    url: Mapped[str] = mapped_column(String(500), doc="Web address", info={"label": N_("Adres")})
