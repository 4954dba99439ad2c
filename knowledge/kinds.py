"""The kinds of records of the knowledge room."""

from __future__ import annotations

from knowledge.documents.agenda import AGENDA_ITEM
from knowledge.documents.articles import ARTICLE
from knowledge.documents.glossary import GLOSSARY_TERM
from knowledge.rules.documents import DECISION_FLOW, ESCALATION_ROUTE

KINDS = (ARTICLE, GLOSSARY_TERM, AGENDA_ITEM, ESCALATION_ROUTE, DECISION_FLOW)
