"""Structured data of an article as Markdown: `[[timeline]]`, `[[needs]]`, `[[conditions]]` and `[[practice]]`.

A paragraph of just such a mark is replaced by a table or list made from the fields at the top of the file, so that
what a person reads and what a program reads cannot differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import inf
from urllib.parse import urlencode

from knowledge.articles.article import Article, Moment, PracticeAnalysis, Verdict

DATA_MARK = re.compile(r"^\[\[([a-z]+)\]\][ \t]*$", re.MULTILINE)
SEARCH_PATH = "/zoeken"
"""The search page; the members of a need's search become its query."""

_WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "medical": "Medisch",
        "development": "Ontwikkeling",
        "social": "Sociaal",
        "safety": "Veiligheid",
        "subject": "Onderwerp",
        "change": "Wat verandert er op 18",
        "action": "Wat u doet",
        "begin": "Begin op",
        "no-begin": "–",
        "search": "Zoek hiernaar",
        "check": "Controlevraag",
        "signals": "Signalen",
        "activity": "Wat er gebeurt",
        "measures": "Waaraan we het meten",
        "where": "Waar en voor wie",
        "coherence": "Samenhang",
        "yes": "Ja.",
        "no": "Nee.",
        "verdict": "Oordeel",
        "meaningful": "Zinvolle interventie",
        "not-meaningful": "Niet-zinvolle interventie",
        "domain": "Domein",
        "and": "en",
    },
    "en": {
        "medical": "Medical",
        "development": "Development",
        "social": "Social",
        "safety": "Safety",
        "subject": "Subject",
        "change": "What changes at 18",
        "action": "What you do",
        "begin": "Begin at",
        "no-begin": "–",
        "search": "Search for this",
        "check": "Question to check",
        "signals": "Signals",
        "activity": "What happens",
        "measures": "How we measure it",
        "where": "Where and for whom",
        "coherence": "Coherence",
        "yes": "Yes.",
        "no": "No.",
        "verdict": "Verdict",
        "meaningful": "Meaningful intervention",
        "not-meaningful": "Not a meaningful intervention",
        "domain": "Domain",
        "and": "and",
    },
}
_HALF = 0.5


def expanded_body(article: Article) -> str:
    """The body with each data mark replaced by Markdown; a mark without data stays as it is (reading refuses it)."""

    def made(found: re.Match[str]) -> str:
        maker = _MAKERS.get(found.group(1))
        text = maker(article) if maker is not None else ""
        return text or found.group(0)

    return DATA_MARK.sub(made, article.body)


def data_marks() -> frozenset[str]:
    """The names that may stand in a data mark."""
    return frozenset(_MAKERS)


def age_text(begin: float | None, language: str) -> str:
    """An age at which to begin, as people write it: 16, 17, 17½."""
    if begin is None:
        return _WORDS[language]["no-begin"]
    whole = int(begin)
    return f"{whole}½" if begin - whole == _HALF else str(whole)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _beginning(moment: Moment) -> float:
    return inf if moment.begin is None else moment.begin


def _timeline(article: Article) -> str:
    if not article.timeline:
        return ""
    words = _WORDS[article.language]
    rows = [
        f"| {words['begin']} | {words['subject']} | {words['change']} | {words['action']} |",
        "| --- | --- | --- | --- |",
    ]
    for moment in sorted(article.timeline, key=_beginning):
        cites = "".join(f" [@{cite}]" for cite in moment.cites)
        rows.append(
            f"| {age_text(moment.begin, article.language)} | {_cell(moment.subject)} "
            f"| {_cell(moment.change)} | {_cell(moment.action)}{cites} |"
        )
    return "\n".join(rows) + "\n"


def _needs(article: Article) -> str:
    words = _WORDS[article.language]
    lines: list[str] = []
    for domain in dict.fromkeys(need.domain for need in article.needs):
        lines += [f"### {words[domain]} {{#domein-{domain}}}", ""]
        for need in article.needs:
            if need.domain != domain:
                continue
            query = urlencode([(name, value) for name, values in need.search.items() for value in values])
            link = f"[{words['search']}: {need.label}]({SEARCH_PATH}?{query})"
            lines.append(f"- **{need.label}.** {' '.join(need.explanation.split())} {link}")
        lines.append("")
    return "\n".join(lines)


def _conditions(article: Article) -> str:
    words = _WORDS[article.language]
    lines: list[str] = []
    for number, condition in enumerate(article.conditions, start=1):
        lines += [
            f"### {number}. {condition.title} {{#{condition.code}}}",
            "",
            " ".join(condition.meaning.split()),
            "",
            f"> **{words['check']}:** {' '.join(condition.question.split())}",
            "",
        ]
    return "\n".join(lines)


def _practice(article: Article) -> str:
    practice = article.practice
    if practice is None:
        return ""
    words = _WORDS[article.language]
    verdict = words["meaningful" if practice.verdict is Verdict.MEANINGFUL else "not-meaningful"]
    coherence = words["yes" if practice.coherence else "no"]
    return "\n".join(
        (
            f"- **{words['domain']}:** {words[practice.domain]}",
            f"- **{words['signals']}:** {' '.join(practice.signals)}",
            f"- **{words['activity']}:** {' '.join(practice.activity.split())}",
            f"- **{words['measures']}:** {', '.join(practice.outcome_measures)}",
            f"- **{words['where']}:** {_where(practice)}",
            f"- **{words['coherence']}:** {coherence} {' '.join(practice.coherence_reason.split())}",
            f"- **{words['verdict']}:** {verdict}",
            "",
        )
    )


def _where(practice: PracticeAnalysis) -> str:
    return "; ".join((*practice.regions, *practice.organizations, *practice.groups))


_MAKERS: dict[str, Callable[[Article], str]] = {
    "timeline": _timeline,
    "needs": _needs,
    "conditions": _conditions,
    "practice": _practice,
}
