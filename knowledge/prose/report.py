"""The readability report over all shipped texts, and whether they pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.articles.article import Article, ArticleKind
from knowledge.prose.data import DataText
from knowledge.prose.faults import ProseSettingsError
from knowledge.prose.jargon import Jargon
from knowledge.prose.sentences import Place, Sentence, sentences, sentences_of

LONGEST_SENTENCE = 20
"""Words in a sentence, at most."""
LONGEST_MEAN = 12.0
"""Words per sentence on average in one text, at most."""
LEAST_SOURCED = 0.8
"""Share of the statements in a factsheet that must have a source."""
DATA = "data"
"""The kind of texts that stand in data files; their sources are named in the data, not in the sentences."""
_RUNNING_TEXT = frozenset({Place.PARAGRAPH, Place.ITEM, Place.ADVICE})


@dataclass(frozen=True, slots=True)
class NamedException:
    """A sentence that may be long. `starts` is how it begins; `reason` says why it cannot be shorter."""

    article: str
    language: str
    starts: str
    reason: str


@dataclass(frozen=True, slots=True)
class TextFigures:
    """The figures of one article, or of one data file in one language.

    mean: words per sentence; sourced: how many of the statements have a source.
    """

    slug: str
    language: str
    kind: str
    words: int
    sentences: int
    mean: float
    statements: int
    sourced: int
    too_long: tuple[Sentence, ...]
    excepted: tuple[Sentence, ...]
    unexplained: tuple[str, ...]

    @property
    def share_sourced(self) -> float:
        """The share of statements with a source, 0-1; 1 for a text without statements."""
        return self.sourced / self.statements if self.statements else 1.0

    def failures(self) -> Iterator[str]:
        """Why this text does not pass, one line each."""
        name = f"{self.slug}.{self.language}"
        for sentence in self.too_long:
            yield f"{name}: {sentence.words} words: {sentence.text}"
        if self.mean > LONGEST_MEAN:
            yield f"{name}: {self.mean:.1f} words per sentence on average; at most {LONGEST_MEAN:.0f}"
        for word in self.unexplained:
            yield f"{name}: jargon without a glossary entry: {word}"
        if self.kind == ArticleKind.FACTSHEET and self.share_sourced < LEAST_SOURCED:
            yield f"{name}: {self.share_sourced:.0%} of the statements have a source; at least {LEAST_SOURCED:.0%}"


def figures(
    article: Article, jargon: Jargon, explained: frozenset[str], exceptions: Sequence[NamedException]
) -> TextFigures:
    """Measure one article. explained: the forms of the glossary, in lower case."""
    found = sentences(article)
    running = [sentence for sentence in found if sentence.place in _RUNNING_TEXT]
    return _measured(article.slug, article.language, article.kind.value, found, running, jargon, explained, exceptions)


def data_figures(
    texts: Sequence[DataText], jargon: Jargon, explained: frozenset[str], exceptions: Sequence[NamedException]
) -> list[TextFigures]:
    """Measure the texts of data files, one result per file and language. Labels count for length, not for the mean."""
    measured: list[TextFigures] = []
    for file, language in dict.fromkeys((text.file, text.language) for text in texts):
        own = [text.text for text in texts if (text.file, text.language) == (file, language)]
        found = [sentence for text in own for sentence in sentences_of(text)]
        running = [sentence for sentence in found if sentence.text.endswith((".", "!", "?"))]
        measured.append(_measured(file, language, DATA, found, running, jargon, explained, exceptions))
    return measured


def _measured(
    name: str,
    language: str,
    kind: str,
    found: Sequence[Sentence],
    running: Sequence[Sentence],
    jargon: Jargon,
    explained: frozenset[str],
    exceptions: Sequence[NamedException],
) -> TextFigures:
    words = sum(sentence.words for sentence in running)
    statements = [sentence for sentence in found if sentence.is_statement and kind != DATA]
    starts = tuple(
        exception.starts for exception in exceptions if exception.article == name and exception.language == language
    )
    long_ones = [sentence for sentence in found if sentence.words > LONGEST_SENTENCE]
    excepted = tuple(sentence for sentence in long_ones if sentence.text.startswith(starts))
    return TextFigures(
        slug=name,
        language=language,
        kind=kind,
        words=sum(sentence.words for sentence in found),
        sentences=len(running),
        mean=words / len(running) if running else 0.0,
        statements=len(statements),
        sourced=sum(sentence.cited for sentence in statements),
        too_long=tuple(sentence for sentence in long_ones if sentence not in excepted),
        excepted=excepted,
        unexplained=_unexplained(language, found, jargon, explained),
    )


def _unexplained(
    language: str, found: Sequence[Sentence], jargon: Jargon, explained: frozenset[str]
) -> tuple[str, ...]:
    words = dict.fromkeys(word for sentence in found for word in jargon.in_text(sentence.text))
    unknown = [word for word in words if word.casefold() not in explained]
    # The glossary's terms are Dutch; of an English text only the abbreviations can be looked up in it.
    return tuple(word for word in unknown if language == "nl" or word not in jargon.words)


def read_exceptions(path: Path) -> tuple[NamedException, ...]:
    """The named exceptions: a list of article, language, starts and reason."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    if not isinstance(entries, list):
        raise ProseSettingsError(f"{path.name} must be a list")
    try:
        return tuple(
            NamedException(str(entry["article"]), str(entry["language"]), str(entry["starts"]), str(entry["reason"]))
            for entry in entries
        )
    except (KeyError, TypeError) as error:
        raise ProseSettingsError(f"{path.name}: each exception needs article, language, starts and reason") from error


def unused_exceptions(
    exceptions: Sequence[NamedException], measured: Sequence[TextFigures]
) -> tuple[NamedException, ...]:
    """Exceptions that no sentence needs any more; they must be removed."""
    used = {
        exception
        for exception in exceptions
        for text in measured
        if (text.slug, text.language) == (exception.article, exception.language)
        and any(sentence.text.startswith(exception.starts) for sentence in text.excepted)
    }
    return tuple(exception for exception in exceptions if exception not in used)


def table(measured: Sequence[TextFigures]) -> str:
    """The figures as lines of text, one per article."""
    lines = [f"{'article':58} {'words':>6} {'mean':>5} {'>20':>4} {'sourced':>12}"]
    for text in sorted(measured, key=lambda text: (text.kind, text.slug, text.language)):
        share = f"{text.sourced}/{text.statements} {text.share_sourced:.0%}"
        name = f"{text.kind} {text.slug}.{text.language}"
        lines.append(f"{name:58} {text.words:6} {text.mean:5.1f} {len(text.too_long):4} {share:>12}")
    for kind in sorted({text.kind for text in measured}):
        texts = [text for text in measured if text.kind == kind]
        statements, sourced = sum(text.statements for text in texts), sum(text.sourced for text in texts)
        share = f"{sourced}/{statements} {sourced / statements:.0%}" if statements else "-"
        name = f"all of kind {kind}: {len(texts)}"
        lines.append(f"{name:58} {sum(text.words for text in texts):6} {'':5} {'':4} {share:>12}")
    return "\n".join(lines)
