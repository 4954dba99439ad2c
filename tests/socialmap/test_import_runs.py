"""Imports as a whole: what they did is known, they go on after a crash, and they can be undone."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from exchange_files import counts, only, row, snapshots, write
from sqlalchemy import select

from core.orm import begin_write
from core.publishing.editing import save_content
from core.publishing.kinds import kinds
from core.publishing.models import AuditLine, Document, RecordState, Revision
from core.publishing.publishing import withdraw
from core.publishing.snapshots import snapshot
from socialmap.exchange import applying
from socialmap.exchange.cli import workplace
from socialmap.exchange.runs import Workplace, work_on
from socialmap.exchange.uploads import keep_file
from socialmap.models import Organization
from socialmap.models.imports import Goal, ImportEntry, ImportRun, Outcome, Result, RunState
from tests.instances import Instance


def many(number: int, **cells: Any) -> list[dict[str, Any]]:
    """Rows of as many organizations."""
    return [row(organization_id=f"o{n}", organization_name=f"Organisatie {n}", **cells) for n in range(number)]


def runs(instance: Instance) -> list[ImportRun]:
    with instance.session() as session:
        return list(session.scalars(select(ImportRun).order_by(ImportRun.id)))


def public(instance: Instance) -> dict[str, Any]:
    """What the public sees, by address of the thing."""
    with instance.session() as session:
        found = session.scalars(select(Document).where(Document.current, ~Document.withdrawn))
        return {item.slug: item.body for item in found if item.kind in {"organization", "service"}}


def states(instance: Instance) -> dict[str, RecordState]:
    with instance.session() as session:
        return {item.external_id or "": item.state for item in session.scalars(select(Organization))}


def uploaded(instance: Instance, file: Path, goal: Goal = Goal.DRAFT, by: str = "Noor") -> int:
    """An import of a file that waits to be checked; gives its number."""
    with instance.session() as session:
        place = workplace()
        with file.open("rb") as stream:
            kept = keep_file(place.folder, stream)
        begin_write(session)
        run = ImportRun(file_name=file.name, sha256=kept.sha256, by=by, goal=goal, state=RunState.TO_CHECK)
        session.add(run)
        session.commit()
        return run.id


def work(instance: Instance, number: int, state: RunState | None = None, **changes: Any) -> ImportRun:
    """Do what an import waits for, after it was put in a state."""
    with instance.session() as session:
        if state is not None:
            begin_write(session)
            run = session.get_one(ImportRun, number)
            run.state = state
            for name, value in changes.items():
                setattr(run, name, value)
            session.commit()
        return work_on(workplace(), number)


def entries(instance: Instance, number: int, *outcomes: Outcome) -> Sequence[ImportEntry]:
    with instance.session() as session:
        query = select(ImportEntry).where(ImportEntry.run_id == number).order_by(ImportEntry.position)
        return session.scalars(query.where(ImportEntry.outcome.in_(outcomes)) if outcomes else query).all()


def edit(instance: Instance, key: str, **fields: Any) -> None:
    """What an editor does to an organization by hand."""
    with instance.session() as session:
        begin_write(session)
        record = session.scalars(select(Organization).where(Organization.external_id == key)).one()
        save_content(session, kinds["organization"], record, {**snapshot(record), **fields}, by="Eva")
        session.commit()


def test_the_command_tells_what_it_did(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(3)), "--by", "Noor")
    [run] = runs(bare)
    assert (run.file_name, run.by, run.state, run.goal) == ("f.csv", "Noor", RunState.APPLIED, Goal.DRAFT)
    assert run.counts["rows"] == 3
    found = entries(bare, run.id, Outcome.NEW)
    assert [(item.name, item.lines, item.result) for item in found] == [
        (f"Organisatie {n}", [n + 2], Result.APPLIED) for n in range(3)
    ]
    with bare.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "import apply")).one()
        assert (line.actor, line.detail["file"], line.detail["results"]) == ("Noor", "f.csv", {"applied": 3})


def test_a_check_says_per_record_what_would_change_and_writes_nothing(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(2, fees="Geen", phone="0301234567")), "--publish")
    before, content, shown = counts(bare), snapshots(bare), public(bare)
    rows = [
        {**many(2, fees="Geen", phone="0301234567")[0]},
        {**many(2, fees="Tien euro", phone="0307654321")[1]},
        {**many(3)[2]},
        {**many(4)[3], "phone": "nul"},
    ]
    number = uploaded(bare, write(tmp_path / "g.csv", rows))
    run = work(bare, number)
    assert run.state is RunState.CHECKED
    assert {name: run.counts[name] for name in ("rows", "new", "changed", "unchanged", "faults")} == {
        "rows": 4,
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "faults": 1,
    }
    [changed] = entries(bare, number, Outcome.CHANGED)
    assert (changed.name, changed.lines) == ("Organisatie 1", [3])
    assert [(item["path"][-1], item["old"], item["new"]) for item in changed.changes] == [
        ("fees", "Geen", "Tien euro"),
        ("number", "030 123 4567", "030 765 4321"),
    ]
    [fault] = entries(bare, number, Outcome.FAULT)
    assert (fault.lines, fault.column, fault.value) == ([5], "phone", "nul")
    assert (counts(bare), snapshots(bare), public(bare)) == (before, content, shown)


def test_what_was_checked_can_be_applied(bare: Instance, tmp_path: Path) -> None:
    number = uploaded(bare, write(tmp_path / "g.csv", [*many(2), {**many(3)[2], "phone": "nul"}]))
    work(bare, number)
    run = work(bare, number, RunState.TO_APPLY)
    assert run.state is RunState.APPLIED
    assert set(states(bare)) == {"o0", "o1"}
    with bare.session() as session:
        assert set(session.scalars(select(Revision.author).where(Revision.record_kind == "organization"))) == {"Noor"}


def test_undoing_puts_everything_back_also_for_the_public(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(2, fees="Geen", phone="0301234567")), "--publish")
    content, shown = snapshots(bare), public(bare)
    file = write(tmp_path / "g.csv", [*many(2, fees="Tien euro", phone="0307654321"), many(3)[2]])
    bare.command("import", "services", file, "--publish")
    assert len(public(bare)) == 6
    said = bare.command("import", "undo", str(runs(bare)[-1].id), "--by", "Eva").output
    assert "3 teruggezet; 0 gebleven" in said
    assert public(bare) == shown
    assert {key: value for key, value in snapshots(bare).items() if key in content} == content
    assert states(bare) == {"o0": RecordState.PUBLISHED, "o1": RecordState.PUBLISHED, "o2": RecordState.ARCHIVED}
    assert runs(bare)[-1].state is RunState.UNDONE


def test_undoing_leaves_a_draft_a_draft(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(1, fees="Geen")), "--publish")
    edit(bare, "o0", description="Een concept van Eva")
    content, shown = snapshots(bare), public(bare)
    bare.command("import", "services", write(tmp_path / "g.csv", many(1, fees="Tien euro")), "--publish")
    assert "Een concept van Eva" in str(public(bare))
    bare.command("import", "undo", str(runs(bare)[-1].id))
    assert public(bare) == shown
    assert snapshots(bare) == content
    assert states(bare) == {"o0": RecordState.DRAFT}


def test_undoing_an_import_that_nobody_published_changes_nothing_for_the_public(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(1, fees="Geen")), "--publish")
    before = counts(bare)
    bare.command("import", "services", write(tmp_path / "g.csv", many(1, fees="Tien euro")))
    bare.command("import", "undo", str(runs(bare)[-1].id))
    assert counts(bare)[2] == before[2]
    assert states(bare) == {"o0": RecordState.PUBLISHED}
    assert only(bare)["services"][0]["fees"] == "Geen"


def test_undoing_leaves_and_names_what_somebody_changed_since(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(3)))
    edit(bare, "o1", description="Van Eva")
    number = str(runs(bare)[-1].id)
    assert "2 teruggezet; 1 gebleven" in bare.command("import", "undo", number).output
    [stayed] = [item for item in entries(bare, int(number)) if item.result is Result.STAYED]
    assert stayed.name == "Organisatie 1"
    assert stayed.message is not None
    assert "wijzigd na de import" in stayed.message[0]
    assert snapshots(bare)["o1"]["description"] == "Van Eva"
    assert bare.command("import", "undo", number, expect=1).output.strip().endswith("is niet terug te draaien.")


def test_what_changed_between_check_and_apply_is_not_overwritten(bare: Instance, tmp_path: Path) -> None:
    bare.command("import", "services", write(tmp_path / "f.csv", many(2, fees="Geen")))
    number = uploaded(bare, write(tmp_path / "g.csv", many(2, fees="Tien euro")))
    work(bare, number)
    edit(bare, "o0", description="Van Eva")
    work(bare, number, RunState.TO_APPLY)
    assert [item.result for item in entries(bare, number)] == [Result.MOVED, Result.APPLIED]
    kept = snapshots(bare)
    assert [kept[key]["services"][0]["fees"] for key in ("o0", "o1")] == ["Geen", "Tien euro"]


def test_what_is_in_the_archive_stays_there(bare: Instance, tmp_path: Path) -> None:
    file = write(tmp_path / "f.csv", many(2, fees="Geen"))
    bare.command("import", "services", file, "--publish")
    with bare.session() as session:
        begin_write(session)
        withdraw(session, session.scalars(select(Organization).where(Organization.external_id == "o0")).one(), "Eva")
        session.commit()
    content = snapshots(bare)["o0"]
    said = bare.command("import", "services", write(tmp_path / "g.csv", many(2, fees="Tien euro")), "--publish").output
    assert "In het archief, dus niet gewijzigd: 1." in said
    assert snapshots(bare)["o0"] == content
    assert states(bare) == {"o0": RecordState.ARCHIVED, "o1": RecordState.PUBLISHED}


class Crash(Exception):
    """As when the machine stops."""


def test_an_import_that_was_broken_off_goes_on_where_it_was(
    bare: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 3)
    number = uploaded(bare, write(tmp_path / "f.csv", many(10, fees="Geen")))
    work(bare, number)
    with bare.session() as session:
        whole = workplace()
        begin_write(session)
        session.get_one(ImportRun, number).state = RunState.TO_APPLY
        session.commit()
        left = iter([session.commit, session.commit])

        def commit() -> None:
            step = next(left, None)
            if step is None:
                raise Crash
            step()

        broken = Workplace(session, whole.places, whole.folder, whole.four_eyes, commit)
        with pytest.raises(Crash):
            work_on(broken, number)
        session.rollback()
    assert len(snapshots(bare)) == 6
    assert runs(bare)[0].state is RunState.TO_APPLY
    before = counts(bare)
    assert f"Import {number} (f.csv): ingevoerd." in bare.command("import", "work").output
    assert len(snapshots(bare)) == 10
    assert counts(bare)[1] == before[1] + 4
    assert {item.result for item in entries(bare, number)} == {Result.APPLIED}


def test_two_commands_do_not_work_at_once(bare: Instance, tmp_path: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415 - only here

    number = uploaded(bare, write(tmp_path / "f.csv", many(1)))
    folder = bare.folder / "imports"
    with FileLock(folder / ".work.lock"):
        assert "werkt al aan de imports" in bare.command("import", "work").output
    assert runs(bare)[0].state is RunState.TO_CHECK
    assert f"Import {number} (f.csv): gecontroleerd." in bare.command("import", "work").output
    assert bare.command("import", "work", "99", expect=1).output == "Er is geen import 99.\n"


def test_a_file_that_is_gone_is_told(bare: Instance, tmp_path: Path) -> None:
    number = uploaded(bare, write(tmp_path / "f.csv", many(2)))
    work(bare, number)
    (bare.folder / "imports" / runs(bare)[0].sha256).unlink()
    assert work(bare, number, RunState.TO_APPLY).state is RunState.APPLIED
    assert {item.result for item in entries(bare, number)} == {Result.GONE}
    assert snapshots(bare) == {}


def test_files_are_kept_a_month(bare: Instance, tmp_path: Path) -> None:
    number = uploaded(bare, write(tmp_path / "f.csv", many(1)))
    folder = bare.folder / "imports"
    [kept] = folder.iterdir()
    stray = folder / "0123.part"
    stray.write_bytes(b"x")
    for file in (kept, stray):
        os.utime(file, (time.time() - 40 * 86400,) * 2)
    assert bare.command("import", "tidy").output == "1 bestanden verwijderd.\n"
    assert kept.exists()
    with bare.session() as session:
        begin_write(session)
        run = session.get_one(ImportRun, number)
        run.created_at = run.created_at.replace(year=run.created_at.year - 1)
        session.commit()
    assert bare.command("import", "tidy").output == "1 bestanden verwijderd.\n"
    assert not kept.exists()
