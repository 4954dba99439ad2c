"""What an editor may not save, and that a refusal leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.publishing.models import Document, RecordState, Revision
from knowledge.articles.faults import ArticleRefusedError, FaultCode
from knowledge.articles.reading import read_article
from knowledge.documents.articles import PracticeNotConcluded
from knowledge.models import ArticleRecord, ArticleText
from knowledge.records.articles import articles_of
from tests.instances import Instance
from tests.knowledge.editing import TOMORROW, article, save

STARTER = Path(__file__).parents[3] / "knowledge" / "starter" / "articles"
LAW = "law_articles:\n  - {law: Verzonnen, article: '1.2', version: 2026-01-01}\n"
PRACTICE = """practice:
  example: false
  verdict: meaningful
  domain: medical
  signals: [Een signaal van iemand.]
  activity: Iets doen.
  outcome_measures: [ligdagen]
  regions: [regio A]
  organizations: [ziekenhuis]
  groups: [baby's]
  coherence: {holds: true, reason: Het hangt samen.}
"""


def refusal(instance: Instance, *texts: str) -> set[FaultCode]:
    with pytest.raises(ArticleRefusedError) as refused:
        save(instance, *texts)
    return {fault.code for fault in refused.value.faults}


def counts(instance: Instance) -> list[int]:
    with instance.session() as session:
        tables = (ArticleRecord, ArticleText, Revision, Document)
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (article("## Kop {#kop}\n\n<script>alert(1)</script>"), FaultCode.SCRIPT),
        (article("## Kop {#kop}\n\n[klik](javascript:alert(1))"), FaultCode.UNSAFE_LINK),
        (article("## Kop {#kop}\n\n<div onclick=steel()>x</div>"), FaultCode.SCRIPT),
        (article("## Kop {#kop}\n\n![volger](https://voorbeeld.nl/x.png)"), FaultCode.IMAGE),
        (article(more=LAW), FaultCode.UNKNOWN_LAW_TEXT),
        (article("## Kop {#kop}\n\nDat is zo. [@bestaat-niet]"), FaultCode.UNKNOWN_CITATION),
        (article(more="related_articles: [bestaat-niet]\n"), FaultCode.UNKNOWN_REFERENCE),
        (article(more="related_services: [bestaat-niet]\n"), FaultCode.UNKNOWN_REFERENCE),
        (article("## Kop {#kop}\n\n[zie](ref:factsheet/bestaat-niet)"), FaultCode.UNKNOWN_REFERENCE),
        (article(language="en"), FaultCode.LANGUAGES_DIFFER),
        (article(valid_until=date(2019, 1, 1)), FaultCode.WRONG_VALUE),
        ("geen velden", FaultCode.NO_FRONT_MATTER),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_half_saved(bare: Instance, text: str, code: FaultCode) -> None:
    before = counts(bare)
    assert refusal(bare, text) == {code}
    assert counts(bare) == before


def test_a_fault_in_one_text_keeps_the_others_out_and_all_faults_are_named(bare: Instance) -> None:
    good = article(slug="goed")
    codes = refusal(bare, good, article("<script>x</script>", more=LAW), "geen velden")
    assert codes == {FaultCode.SCRIPT, FaultCode.UNKNOWN_LAW_TEXT, FaultCode.NO_FRONT_MATTER}
    assert counts(bare)[0] == 0


def test_the_published_version_stays_up_when_a_new_text_is_refused(bare: Instance) -> None:
    save(bare, article("## Kop {#kop}\n\nDit klopt."))
    before = bare.get("/pages/proef")
    refusal(bare, article("## Kop {#kop}\n\n<iframe src=x></iframe>"))
    after = bare.get("/pages/proef")
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"]


def test_language_versions_of_one_edition_must_have_the_same_headings(bare: Instance) -> None:
    dutch, english = article(), article("## A heading {#other}\n\nText.", language="en")
    assert refusal(bare, dutch, english) == {FaultCode.LANGUAGES_DIFFER}


def test_a_translation_that_differs_from_the_text_already_saved_is_refused(bare: Instance) -> None:
    save(bare, article())
    assert refusal(bare, article("## A heading {#other}\n\nText.", language="en")) == {FaultCode.LANGUAGES_DIFFER}


def test_a_new_edition_may_have_other_headings(bare: Instance) -> None:
    save(bare, article(), article("## A heading {#kop}\n\nText.", language="en"))
    save(bare, article("## Nieuw {#nieuw}\n\nTekst.", valid_from=TOMORROW))
    with bare.session() as session:
        [record] = session.scalars(select(ArticleRecord)).all()
        assert [(text.language, text.valid_from) for text in articles_of(record)] == [
            ("nl", date(2020, 1, 1)),
            ("en", date(2020, 1, 1)),
            ("nl", TOMORROW),
        ]


def test_an_article_keeps_its_kind(bare: Instance) -> None:
    save(bare, article())
    assert refusal(bare, article(kind="factsheet", more="number: 9\n")) == {FaultCode.LANGUAGES_DIFFER}


def test_articles_that_point_at_each_other_are_saved_together(bare: Instance) -> None:
    first = article(slug="een", more="related_articles: [twee]\n")
    second = article("## Kop {#kop}\n\n[zie](ref:page/een#kop)", slug="twee")
    save(bare, first, second)
    assert [item["slug"] for item in bare.read("/pages/een")["relatedArticles"]] == ["twee"]
    assert 'href="/uitleg/een#kop"' in bare.read("/pages/twee")["html"]


def test_every_save_is_a_revision_with_who_made_it(bare: Instance) -> None:
    save(bare, article())
    save(bare, article("## Kop {#kop}\n\nAnders."), publish=False)
    with bare.session() as session:
        revisions = session.scalars(select(Revision).order_by(Revision.id)).all()[-2:]
        assert [revision.version for revision in revisions] == [1, 2]
        assert {revision.author for revision in revisions} == {"redacteur"}
        assert revisions[-1].snapshot["texts"][0]["body"].strip().endswith("Anders.")
        [record] = session.scalars(select(ArticleRecord)).all()
        assert (record.state, record.published_version, record.version) == (RecordState.PUBLISHED, 1, 2)


def test_every_starter_text_comes_out_of_the_tables_as_it_went_in(starter: Instance) -> None:
    texts = [read_article(path.read_text("utf-8")) for path in STARTER.rglob("*.md")]
    written = {(text.slug, text.language): replace(text, body_line=0) for text in texts}
    with starter.session() as session:
        kept = {
            (text.slug, text.language): replace(text, body_line=0)
            for record in session.scalars(select(ArticleRecord))
            for text in articles_of(record)
        }
    assert kept == written


def test_a_practice_that_was_not_concluded_cannot_be_published(bare: Instance) -> None:
    text = article(kind="best-practice", more=PRACTICE)
    save(bare, text, publish=False)
    with pytest.raises(PracticeNotConcluded):
        save(bare, text)
    assert bare.get("/best-practices/proef").status_code == 404


def test_files_are_saved_and_published_by_a_command(bare: Instance, tmp_path: Path) -> None:
    file = tmp_path / "proef.md"
    file.write_text(article(), encoding="utf-8")
    bare.command("articles", "save", file)
    assert bare.get("/pages/proef").status_code == 404
    bare.command("articles", "save", file, "--publish")
    assert bare.get("/pages/proef").status_code == 200


def test_the_command_names_every_fault_with_its_line(bare: Instance, tmp_path: Path) -> None:
    file = tmp_path / "proef.md"
    file.write_text(article("<script>x</script>", more=LAW), encoding="utf-8")
    told = bare.command("articles", "save", file, "--publish", expect=1).output
    assert "proef.md:" in told
    assert "Verzonnen" in told
    assert "script" in told
    assert counts(bare)[0] == 0


def test_a_file_that_is_no_text_is_refused_by_the_command(bare: Instance, tmp_path: Path) -> None:
    file = tmp_path / "proef.md"
    file.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in bare.command("articles", "save", file, expect=1).output
