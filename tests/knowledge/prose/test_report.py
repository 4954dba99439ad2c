"""The readability report finds what is hard to read, and lets nothing slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from knowledge.articles.reading import read_article
from knowledge.prose.__main__ import main
from knowledge.prose.data import read_data_texts
from knowledge.prose.faults import ProseSettingsError
from knowledge.prose.jargon import Jargon, read_glossary_forms
from knowledge.prose.report import NamedException, data_figures, figures, read_exceptions, unused_exceptions
from tests.knowledge.articles.writing import FIELDS, written

_LONG = "Dit is een zin die maar door en door en door gaat en nooit lijkt te stoppen tot hij eindelijk klaar is."
_JARGON = Jargon(frozenset({"zorgkantoor"}), {"SVB": "name of an agency"})
_NO_EXCEPTIONS: tuple[NamedException, ...] = ()


def test_a_sentence_over_twenty_words_is_reported() -> None:
    measured = figures(read_article(written(f"{_LONG} Kort.")), _JARGON, frozenset(), _NO_EXCEPTIONS)
    assert [sentence.words for sentence in measured.too_long] == [22]
    assert any("22 words" in failure for failure in measured.failures())


def test_a_named_exception_is_let_through_and_an_unused_one_is_noticed() -> None:
    named = NamedException("proef", "nl", "Dit is een zin die maar", "quotes a law")
    unused = NamedException("proef", "nl", "Iets anders", "gone")
    measured = figures(read_article(written(f"{_LONG} Kort.")), _JARGON, frozenset(), (named, unused))
    assert measured.too_long == ()
    assert unused_exceptions((named, unused), [measured]) == (unused,)


def test_a_mean_over_twelve_is_reported() -> None:
    sentence = "Deze zin heeft precies veertien woorden en is daarom net iets te lang gemaakt."
    measured = figures(read_article(written(" ".join([sentence] * 5))), _JARGON, frozenset(), _NO_EXCEPTIONS)
    assert measured.mean > 12
    assert any("on average" in failure for failure in measured.failures())


def test_jargon_needs_an_entry_in_the_glossary() -> None:
    article = read_article(written("Het zorgkantoor en het CIZ beslissen. De SVB betaalt."))
    assert figures(article, _JARGON, frozenset(), _NO_EXCEPTIONS).unexplained == ("CIZ", "zorgkantoor")
    assert figures(article, _JARGON, frozenset({"ciz", "zorgkantoor"}), _NO_EXCEPTIONS).unexplained == ()


def test_a_factsheet_must_have_sources_for_its_statements() -> None:
    fields = FIELDS.replace("kind: page", "kind: factsheet\nnumber: 1")
    bare = figures(
        read_article(written("De gemeente beslist over alles.", fields)), _JARGON, frozenset(), _NO_EXCEPTIONS
    )
    cited = figures(
        read_article(written("De gemeente beslist over alles. [@Bzv 2.10]", fields)),
        _JARGON,
        frozenset(),
        _NO_EXCEPTIONS,
    )
    assert any("have a source" in failure for failure in bare.failures())
    assert list(cited.failures()) == []


def test_the_glossary_is_read_by_term_abbreviation_and_synonyms(tmp_path: Path) -> None:
    glossary = tmp_path / "glossary.yaml"
    glossary.write_text(
        "terms:\n"
        "- {term: Persoonsgebonden budget, abbreviation: pgb, synonyms: [Budget]}\n"
        "- {term: {nl: Zorgkantoor, en: care office}, synonyms: {nl: [kantoor]}}\n",
        encoding="utf-8",
    )
    forms = read_glossary_forms(glossary)
    assert forms >= {"persoonsgebonden budget", "pgb", "budget", "zorgkantoor", "kantoor"}


def test_texts_in_data_files_are_measured_too(tmp_path: Path) -> None:
    (tmp_path / "routes").mkdir()
    (tmp_path / "routes" / "proef.yaml").write_text(
        f"steps:\n- name: {{nl: Stap, en: Step}}\n  why: {{nl: '{_LONG}', en: Short.}}\n"
        f"sources:\n- title: {{nl: '{_LONG}'}}\n",
        encoding="utf-8",
    )
    measured = data_figures(read_data_texts(tmp_path), _JARGON, frozenset(), _NO_EXCEPTIONS)
    assert {(text.slug, text.language, len(text.too_long)) for text in measured} == {
        ("routes/proef", "nl", 1),
        ("routes/proef", "en", 0),
    }


def test_the_plural_of_an_abbreviation_is_found_in_the_glossary() -> None:
    article = read_article(written("Er zijn zeven NIKs."))
    assert figures(article, _JARGON, frozenset({"nik"}), _NO_EXCEPTIONS).unexplained == ()
    assert figures(article, _JARGON, frozenset(), _NO_EXCEPTIONS).unexplained == ("NIK",)


def test_settings_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(ProseSettingsError, match="no glossary"):
        read_glossary_forms(tmp_path / "glossary.yaml")
    broken = tmp_path / "exceptions.yaml"
    broken.write_text("- {article: x}\n", encoding="utf-8")
    with pytest.raises(ProseSettingsError, match="needs article"):
        read_exceptions(broken)


def _run(folder: Path, body: str) -> tuple[int, str]:
    (folder / "articles").mkdir()
    (folder / "articles" / "proef.nl.md").write_text(written(body), encoding="utf-8")
    (folder / "glossary.yaml").write_text("terms:\n- {term: CIZ}\n", encoding="utf-8")
    (folder / "exceptions.yaml").write_text("[]\n", encoding="utf-8")
    arguments = ["--starter", str(folder), "--exceptions", str(folder / "exceptions.yaml")]
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.output


def test_the_command_ends_with_0_when_all_is_well(tmp_path: Path) -> None:
    code, output = _run(tmp_path, "Het CIZ beslist.")
    assert code == 0
    assert "1 texts, 0 faults" in output


def test_the_command_ends_with_1_when_a_text_is_hard_to_read(tmp_path: Path) -> None:
    code, output = _run(tmp_path, _LONG)
    assert code == 1
    assert "22 words" in output


def test_the_command_ends_with_2_when_an_article_cannot_be_read(tmp_path: Path) -> None:
    code, output = _run(tmp_path, "<script>x</script>")
    assert code == 2
    assert "proef.nl.md" in output


def test_all_shipped_texts_pass() -> None:
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 0, result.output
    assert "0 faults" in result.output
