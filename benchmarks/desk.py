"""How long the pages of the desk take with many organizations: lists, a record, its forms, saving and publishing.

    python -m benchmarks.desk [NUMBER OF ORGANIZATIONS, 20000 by default]

The time is that of the application for one request after another, without a network: what the editor's browser adds
is her own. Every save changes another organization, and every publication publishes one that was just saved.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from benchmarks.listings import write_csv
from socialmap.models import Organization, Taxonomy, Term
from tests.admin.pages import form_of, form_to, resubmitted
from tests.admin.people import signed_in
from tests.instances import Instance

DEFAULT = 20_000
ROUNDS = 25
LISTS = {
    "list, first page": {},
    "list, page 200": {"blad": "200"},
    "list, last changed first": {"sorteer": "nieuwste"},
    "list, text": {"q": "vlinder"},
    "list, law": {"wet": "wlz"},
    "list, area": {"gebied": "GM0344"},
    "list, to be checked": {"verlopen": "1"},
}


def main() -> int:
    """Fill an instance, measure, and tell."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory(prefix="zorgbuurt-desk-") as name:
        folder = Path(name)
        instance = Instance(folder / "data")
        _fill(instance, folder, size)
        print(f"{size} organizations; milliseconds, p50 and the slowest of {ROUNDS}")
        for label, times in _measured(instance):
            print(f"{label:32} {statistics.median(times):7.1f} {max(times):7.1f}")
        instance.close()
    return 0


def _fill(instance: Instance, folder: Path, size: int) -> None:
    instance.command("init", "--empty")
    with instance.session() as session:
        codes = session.scalars(select(Term.code).join(Taxonomy).where(Taxonomy.slug == "care-types"))
        known = frozenset(codes)
    for file in write_csv(folder, size, known):
        instance.command("import", "services", file, "--publish")


def _measured(instance: Instance) -> Iterator[tuple[str, list[float]]]:
    editor, publisher = signed_in(instance, "editor"), signed_in(instance, "publisher")
    with instance.session() as session:
        ids = session.scalars(select(Organization.id).order_by(Organization.id).limit(ROUNDS)).all()
    records = [f"/beheer/organisaties/{record_id}" for record_id in ids]
    for label, query in LISTS.items():
        yield (
            label,
            [_timed(lambda query=query: editor.get("/beheer/organisaties", query_string=query)) for _ in records],
        )
    yield "record", [_timed(lambda record=record: editor.get(record)) for record in records]
    forms = [f"{record}/bewerken/gegevens" for record in records]
    yield "edit form", [_timed(lambda form=form: editor.get(form)) for form in forms]
    saved: list[float] = []
    for form in forms:
        html = editor.get(form).text
        saved.append(_timed(lambda form=form, html=html: resubmitted(editor, form, html, description="Gemeten."), 302))
    yield "save", saved
    for record in records:
        fields = form_of(editor.get(f"{record}/bewerken/gegevens").text)
        editor.post(f"{record}/stap/aanbieden", data={"csrf_token": fields["csrf_token"]})
    published: list[float] = []
    for record in records:
        address = f"{record}/stap/publiceren"
        fields = form_to(publisher.get(record).text, address)
        published.append(_timed(lambda address=address, fields=fields: publisher.post(address, data=fields), 302))
    yield "publish", published
    with instance.session() as session:
        public = select(Organization.published_version == Organization.version).where(Organization.id.in_(ids))
        assert all(session.scalars(public))


def _timed(ask: Callable[[], object], status: int = 200) -> float:
    """Milliseconds that one request took. Raises RuntimeError when the answer has another status."""
    started = time.perf_counter()
    answer = ask()
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != status:  # type: ignore[attr-defined]  # a TestResponse
        raise RuntimeError(f"{answer.status_code} in the place of {status}")  # type: ignore[attr-defined]  # as above
    return took


if __name__ == "__main__":
    sys.exit(main())
