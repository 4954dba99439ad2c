"""Lists of words."""

from __future__ import annotations

import uuid

import factory

from socialmap.models import Taxonomy, Term


class TermFactory(factory.Factory[Term]):
    """A word in two languages."""

    class Meta:
        model = Term

    id = factory.LazyFunction(uuid.uuid4)
    position = factory.Sequence(lambda number: number)
    code = factory.Sequence(lambda number: f"woord-{number}")
    label = factory.Sequence(lambda number: f"Woord {number}")
    label_en = factory.Sequence(lambda number: f"Word {number}")
    synonyms = factory.LazyFunction(list)


class TaxonomyFactory(factory.Factory[Taxonomy]):
    """A list of one word."""

    class Meta:
        model = Taxonomy

    id = factory.LazyFunction(uuid.uuid4)
    slug = factory.LazyAttribute(lambda taxonomy: f"lijst-{taxonomy.id.hex}")
    name = factory.Sequence(lambda number: f"Lijst {number}")
    terms = factory.LazyFunction(lambda: [TermFactory()])
