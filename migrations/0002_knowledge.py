"""Lay the tables of articles, glossary, work agenda and practices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import core.orm
import core.publishing.models

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("theme", sa.String(length=40), nullable=True),
        sa.Column("station", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.String(length=10), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_en", sa.Text(), nullable=True),
        sa.Column("actions", sa.JSON(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("state", core.publishing.models.StateType(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=200), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("modified_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("slug", name=op.f("uq_agenda_item_slug")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_review_by"), ["review_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_theme"), ["theme"], unique=False)

    op.create_table(
        "article",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("state", core.publishing.models.StateType(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=200), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("modified_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("slug", name=op.f("uq_article_slug")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_review_by"), ["review_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_article_state"), ["state"], unique=False)

    op.create_table(
        "glossary_term",
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("term_en", sa.String(length=200), nullable=True),
        sa.Column("abbreviation", sa.String(length=30), nullable=True),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("meaning_en", sa.Text(), nullable=True),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("lay_words", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("laws", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=160), nullable=False),
        sa.Column("state", core.publishing.models.StateType(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("assured_date", sa.Date(), nullable=True),
        sa.Column("assured_by", sa.String(length=200), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("created_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.Column("modified_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glossary_term")),
        sa.UniqueConstraint("slug", name=op.f("uq_glossary_term_slug")),
    )
    with op.batch_alter_table("glossary_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_glossary_term_review_by"), ["review_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_glossary_term_state"), ["state"], unique=False)

    op.create_table(
        "article_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_attachment_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_attachment")),
    )
    with op.batch_alter_table("article_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_attachment_article_id"), ["article_id"], unique=False)

    op.create_table(
        "article_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("laws", sa.JSON(), nullable=False),
        sa.Column("domains", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("related_articles", sa.JSON(), nullable=False),
        sa.Column("related_services", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("law_articles", sa.JSON(), nullable=False),
        sa.Column("timeline", sa.JSON(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("practice", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_text_article_id_article"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_text")),
        sa.UniqueConstraint(
            "article_id", "language", "valid_from", name=op.f("uq_article_text_article_id_language_valid_from")
        ),
    )
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_text_article_id"), ["article_id"], unique=False)

    op.create_table(
        "practice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("domain", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=True),
        sa.Column("outcome_measures", sa.JSON(), nullable=False),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("organizations", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("coherence", sa.Boolean(), nullable=True),
        sa.Column("coherence_reason", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_practice_article_id_article"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice")),
        sa.UniqueConstraint("article_id", name=op.f("uq_practice_article_id")),
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_state"), ["state"], unique=False)

    op.create_table(
        "practice_signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_code", sa.String(length=20), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=True),
        sa.Column("domain", sa.String(length=20), nullable=True),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=40), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("signalled_at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_signal_practice_id_practice"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_signal")),
        sa.UniqueConstraint("follow_up_code", name=op.f("uq_practice_signal_follow_up_code")),
    )
    with op.batch_alter_table("practice_signal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_signal_practice_id"), ["practice_id"], unique=False)

    op.create_table(
        "practice_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", core.orm.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practice.id"], name=op.f("fk_practice_step_practice_id_practice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_step")),
    )
    with op.batch_alter_table("practice_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practice_step_practice_id"), ["practice_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("practice_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_step_practice_id"))

    op.drop_table("practice_step")
    with op.batch_alter_table("practice_signal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_signal_practice_id"))

    op.drop_table("practice_signal")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_state"))

    op.drop_table("practice")
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_text_article_id"))

    op.drop_table("article_text")
    with op.batch_alter_table("article_attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_attachment_article_id"))

    op.drop_table("article_attachment")
    with op.batch_alter_table("glossary_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_glossary_term_state"))
        batch_op.drop_index(batch_op.f("ix_glossary_term_review_by"))

    op.drop_table("glossary_term")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_state"))
        batch_op.drop_index(batch_op.f("ix_article_review_by"))
        batch_op.drop_index(batch_op.f("ix_article_kind"))

    op.drop_table("article")
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_item_theme"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_state"))
        batch_op.drop_index(batch_op.f("ix_agenda_item_review_by"))

    op.drop_table("agenda_item")
