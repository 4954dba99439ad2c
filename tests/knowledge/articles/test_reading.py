"""Reading an article: what is right comes through exactly, what is wrong is named all at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.articles.article import ArticleKind, LawArticle, Verdict
from knowledge.articles.faults import ArticleRefusedError, Fault, FaultCode
from knowledge.articles.reading import MAX_CHARACTERS, read_article, read_folder
from tests.knowledge.articles.writing import FIELDS, written

_PRACTICE = """\
practice:
  example: true
  verdict: meaningful
  domain: safety
  signals: ["Iemand zag iets."]
  activity: "Er gebeurt iets."
  outcome_measures: ["schoolverzuim"]
  regions: ["voorbeeldregio A"]
  organizations: []
  groups: []
  coherence: {holds: true, reason: "Daarom."}
"""


def _faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ArticleRefusedError) as refused:
        read_article(text)
    return refused.value.faults


def test_every_field_comes_through() -> None:
    article = read_article(written("## Kop\n\nTekst. [@Bzv 2.10 lid 1]"))
    assert (article.slug, article.language, article.kind) == ("proef", "nl", ArticleKind.PAGE)
    assert (article.valid_from, article.valid_until) == (date(2026, 11, 22), None)
    assert article.sources[0].date is None
    assert article.sources[0].accessed == "2026-11"
    assert article.law_articles[0] == LawArticle("Bzv", "2.10", date(2026, 7, 1))
    assert article.law_articles[2].summary_only


def test_an_article_number_that_looks_like_a_decimal_keeps_its_zero() -> None:
    assert read_article(written("Tekst.")).law_articles[0].article == "2.10"


def test_all_faults_are_named_at_once_with_their_lines() -> None:
    fields = (
        FIELDS.replace("laws: [zvw]", "laws: [zvw, pensioenwet]")
        .replace("title: ", "titel: ")
        .replace("valid_from: 2026-11-22", "valid_from: 22 november")
        .replace("law: Awb", "law: Abc")
    )
    faults = _faults(written("Een [@onbekend] bron.\n\n<b>vet</b>", fields))
    lines = fields.split("\n")
    assert {(fault.code, fault.field) for fault in faults} >= {
        (FaultCode.WRONG_VALUE, "laws"),
        (FaultCode.UNKNOWN_FIELD, "titel"),
        (FaultCode.MISSING_FIELD, "title"),
        (FaultCode.WRONG_VALUE, "valid_from"),
        (FaultCode.UNKNOWN_LAW_TEXT, "law_articles.3.law"),
        (FaultCode.UNKNOWN_CITATION, None),
        (FaultCode.RAW_HTML, None),
    }
    by_field = {fault.field: fault.line for fault in faults}
    assert by_field["laws"] == lines.index("laws: [zvw, pensioenwet]") + 2
    assert by_field["law_articles.3.law"] == next(n for n, line in enumerate(lines) if "law: Abc" in line) + 2
    assert [fault.line or 0 for fault in faults] == sorted(fault.line or 0 for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("slug: proef", "slug: Proef Een", "slug"),
        ("language: nl", "language: de", "language"),
        ("kind: page", "kind: blog", "kind"),
        ("kind: page", "kind: page\nnumber: 3", "number"),
        ("kind: page", "kind: factsheet\nnumber: nul", "number"),
        ("domains: [medical]", "domains: medical", "domains"),
        ("valid_until:", "valid_until: 2026-01-01", "valid_until"),
        ("review_by: 2027-05-22", "review_by: 2026-02-30", "review_by"),
        ("accessed: 2026-11", "accessed: 2026-13", "sources.1.accessed"),
        ("article: 2.10, version: 2026-07-01", "article: twee, version: 2026-07-01", "law_articles.1.article"),
    ],
)
def test_a_wrong_value_names_its_field(old: str, new: str, field: str) -> None:
    faults = _faults(written("Tekst.", FIELDS.replace(old, new, 1)))
    assert [(fault.code, fault.field) for fault in faults] == [(FaultCode.WRONG_VALUE, field)]


@pytest.mark.parametrize(
    "name", ["slug", "language", "kind", "title", "summary", "audience", "valid_from", "review_by"]
)
def test_a_missing_field_is_named(name: str) -> None:
    fields = "".join(line for line in FIELDS.splitlines(keepends=True) if not line.startswith(f"{name}:"))
    assert (FaultCode.MISSING_FIELD, name) in {(fault.code, fault.field) for fault in _faults(written("T.", fields))}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Geen velden.", FaultCode.NO_FRONT_MATTER),
        ("---\nslug: x\nGeen einde.", FaultCode.NO_FRONT_MATTER),
        ("---\n[: {\n---\nTekst.", FaultCode.YAML),
        ("---\n- een\n- lijst\n---\nTekst.", FaultCode.YAML),
        ("---\na: &a [x]\nb: *a\n---\nTekst.", FaultCode.YAML),
        ("---\na: " + "[" * 500 + "\n---\nTekst.", FaultCode.YAML),
        ("---\n" + "x" * MAX_CHARACTERS + "\n---\nTekst.", FaultCode.TOO_LARGE),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, code: FaultCode) -> None:
    assert _faults(text)[0].code is code


def test_a_field_given_twice_is_a_fault() -> None:
    assert _faults(written("T.", FIELDS + "slug: ander\n"))[0].code is FaultCode.DUPLICATE


def test_an_article_without_text_is_refused() -> None:
    assert [fault.code for fault in _faults(written("  \n"))] == [FaultCode.EMPTY_BODY]


def test_a_mark_without_data_is_refused() -> None:
    assert [fault.code for fault in _faults(written("[[timeline]]"))] == [FaultCode.MISSING_DATA]
    assert [fault.code for fault in _faults(written("[[verzonnen]]"))] == [FaultCode.MISSING_DATA]


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    text = written("## Kop\n\nTekst.")
    assert read_article("\ufeff" + text.replace("\n", "\r\n")) == read_article(text)


def test_a_best_practice_carries_its_analysis() -> None:
    fields = FIELDS.replace("kind: page", "kind: best-practice") + _PRACTICE
    practice = read_article(written("[[practice]]", fields)).practice
    assert practice is not None
    assert practice.verdict is Verdict.MEANINGFUL
    assert practice.coherence


def test_a_best_practice_without_analysis_is_refused() -> None:
    faults = _faults(written("Tekst.", FIELDS.replace("kind: page", "kind: best-practice")))
    assert [(fault.code, fault.field) for fault in faults] == [(FaultCode.MISSING_FIELD, "practice")]


def test_a_verdict_must_follow_from_the_coherence() -> None:
    fields = FIELDS.replace("kind: page", "kind: best-practice") + _PRACTICE.replace("holds: true", "holds: false")
    assert [fault.field for fault in _faults(written("Tekst.", fields))] == ["practice.verdict"]


def test_a_need_may_only_use_members_that_the_search_knows() -> None:
    need = "needs:\n  - {code: a, domain: social, label: L, explanation: E, search: {q: logeren, stad: Utrecht}}\n"
    faults = _faults(written("[[needs]]", FIELDS + need))
    assert [(fault.code, fault.field) for fault in faults] == [(FaultCode.UNKNOWN_FIELD, "needs.1.search.stad")]


def test_a_folder_reports_the_faults_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "een.nl.md").write_text(written("<b>x</b>"), encoding="utf-8")
    (tmp_path / "twee.nl.md").write_text("niets", encoding="utf-8")
    with pytest.raises(ArticleRefusedError) as refused:
        read_folder(tmp_path)
    assert {fault.path for fault in refused.value.faults} == {"een.nl.md", "twee.nl.md"}
    assert "een.nl.md" in str(refused.value)


def test_language_versions_must_have_the_same_laws_and_anchors(tmp_path: Path) -> None:
    (tmp_path / "proef.nl.md").write_text(written("## Kop {#een}\n\nTekst."), encoding="utf-8")
    english = FIELDS.replace("language: nl", "language: en").replace("laws: [zvw]", "laws: [wlz]")
    (tmp_path / "proef.en.md").write_text(written("## Head {#two}\n\nText.", english), encoding="utf-8")
    with pytest.raises(ArticleRefusedError) as refused:
        read_folder(tmp_path)
    assert {fault.field for fault in refused.value.faults} == {"laws", "headings"}


def test_two_files_for_one_version_are_refused(tmp_path: Path) -> None:
    for name in ("een.md", "twee.md"):
        (tmp_path / name).write_text(written("Tekst."), encoding="utf-8")
    with pytest.raises(ArticleRefusedError) as refused:
        read_folder(tmp_path)
    assert [fault.code for fault in refused.value.faults] == [FaultCode.DUPLICATE]


def test_a_reference_to_an_article_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    (tmp_path / "een.md").write_text(written("[weg](ref:page/weg) en [flow](ref:decision-flow/elders)"), "utf-8")
    with pytest.raises(ArticleRefusedError) as refused:
        read_folder(tmp_path)
    assert [fault.detail for fault in refused.value.faults] == ["page/weg"]
