"""The commands of search: the index, and loading raw documents."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from core.database import db
from core.i18n import gettext, lazy_gettext
from core.orm import begin_write, today
from core.publishing.numbering import head_seq
from core.publishing.publishing import publish_raw
from core.publishing.reading import ids_of_records
from search.demand import demand_report
from search.keepers import keeper
from search.raw_documents import read_raw_documents

BATCH = 500
TOTAL = lazy_gettext("samen")


@click.group("index")
def index_group() -> None:
    """The search index."""


@index_group.command("status")
@with_appcontext
def index_status() -> None:
    """Show how far the index is behind what was published."""
    head = head_seq(db.session)
    backlog = keeper().backlog(db.session)
    click.echo(gettext("gepubliceerd tot %(head)s, nog niet in de index: %(backlog)s", head=head, backlog=backlog))


@index_group.command("sync")
@with_appcontext
def index_sync() -> None:
    """Bring the index up to date; builds it when it is missing or damaged."""
    backlog = keeper().backlog(db.session)
    started = time.perf_counter()
    # A worker starts this too (search.keeping); in its log a bar would be noise.
    with click.progressbar(length=backlog, label="index", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        seq = keeper().catch_up(bar.update)
    click.echo(_done(backlog, time.perf_counter() - started, seq))


@index_group.command("rebuild")
@with_appcontext
def index_rebuild() -> None:
    """Build the index anew beside the present one, and swap. Answers go on meanwhile."""
    started = time.perf_counter()
    done = 0
    with click.progressbar(length=keeper().published(db.session), label="index", file=sys.stderr) as bar:

        def told(count: int) -> None:
            nonlocal done
            done += count
            bar.update(count)

        seq = keeper().rebuild(told)
    click.echo(_done(done, time.perf_counter() - started, seq))


def _done(count: int, seconds: float, seq: int) -> str:
    return gettext(
        "%(count)s documenten in %(seconds).1f s; de index staat op %(seq)s", count=count, seconds=seconds, seq=seq
    )


@click.group("documents")
def documents_group() -> None:
    """Published documents."""


@documents_group.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def documents_load(file: Path) -> None:
    """Publish raw documents, one JSON object a line: id, kind, title, summary, body, tags, laws, domains.

    For migrations and for measuring. Every line is checked first; a fault stops the load before anything is written.
    """
    session = db.session
    reading = read_raw_documents(file)
    reading.refuse(ids_of_records(session, list(reading.documents)))
    if reading.faults:
        for line, text in sorted(reading.faults)[:BATCH]:
            click.echo(f"{gettext('regel %(line)s', line=line)}: {text}", err=True)
        click.echo(gettext("%(count)s fouten. Er is niets geschreven.", count=len(reading.faults)), err=True)
        sys.exit(1)
    documents = list(reading.documents.values())
    with click.progressbar(length=len(documents), label=gettext("publiceren"), file=sys.stderr) as bar:
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            begin_write(session)
            publish_raw(session, batch, "zorgbuurt", origin=file.name)
            session.commit()
            bar.update(len(batch))
    seq = keeper().catch_up()
    click.echo(gettext("%(count)s documenten gepubliceerd; de index staat op %(seq)s", count=len(documents), seq=seq))


@click.group("search")
def search_group() -> None:
    """What visitors look for."""


@search_group.command("demand")
@click.option("--weeks", type=click.IntRange(1, 104), default=4, show_default=True, help="How many weeks back.")
@with_appcontext
def search_demand(weeks: int) -> None:
    """Show what was asked in vain: week, outcome, first two digits of a postcode, how often, and words.

    Words stand there only when several visitors used them; a line without words is the total.
    """
    for line in demand_report(db.session, today() - timedelta(weeks=weeks - 1)):
        shown = (line.week.isoformat(), line.outcome, line.area or "--", str(line.count), line.words or f"({TOTAL})")
        click.echo("\t".join(str(part) for part in shown))


commands = [index_group, documents_group, search_group]
