"""`python -m knowledge.prose`: print the readability report; 0 when all pass, 1 when not, 2 when it cannot run."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from knowledge.articles.faults import ArticleRefusedError
from knowledge.articles.reading import read_folder
from knowledge.prose.data import read_data_texts
from knowledge.prose.faults import ProseSettingsError
from knowledge.prose.jargon import read_glossary_forms, read_jargon
from knowledge.prose.report import data_figures, figures, read_exceptions, table, unused_exceptions

_HERE = Path(__file__).parent
_STARTER = _HERE.parent / "starter"


@click.command()
@click.option("--starter", type=click.Path(path_type=Path, exists=True, file_okay=False), default=_STARTER)
@click.option(
    "--exceptions",
    "exceptions_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=_HERE / "exceptions.yaml",
)
def main(starter: Path, exceptions_file: Path) -> None:
    """Report long sentences, jargon without a glossary entry, and the share of statements with a source."""
    try:
        texts = read_folder(starter / "articles")
        data = read_data_texts(starter)
        jargon = read_jargon(_HERE / "jargon.yaml")
        explained = read_glossary_forms(starter / "glossary.yaml")
        exceptions = read_exceptions(exceptions_file)
    except (ArticleRefusedError, ProseSettingsError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    measured = [figures(article, jargon, explained, exceptions) for article in texts]
    measured += data_figures(data, jargon, explained, exceptions)
    click.echo(table(measured))
    for exception in exceptions:
        click.echo(f"exception: {exception.article}.{exception.language}: {exception.starts}… ({exception.reason})")
    failures = [failure for text in measured for failure in text.failures()]
    failures += [
        f"{unused.article}.{unused.language}: exception no longer needed: {unused.starts}"
        for unused in unused_exceptions(exceptions, measured)
    ]
    for failure in failures:
        click.echo(failure)
    click.echo(f"{len(measured)} texts, {len(failures)} faults")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
