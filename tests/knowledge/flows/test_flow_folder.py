"""Loading the shipped flows with their cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.flows.checking import check_flow
from knowledge.flows.folder import read_flow_folder
from knowledge.flows.sources import RefusedError

STARTER = Path(__file__).resolve().parents[3] / "knowledge" / "starter" / "flows"


def test_the_shipped_folder_holds_the_law_finder_with_its_cases() -> None:
    (files,) = read_flow_folder(STARTER)
    assert files.flow.slug == "wie-betaalt"
    assert len(files.cases) >= 30
    assert check_flow(files.flow, files.cases, today=date(2026, 11, 22)) == []


def test_faults_of_every_file_name_the_file(tmp_path: Path) -> None:
    for name in ("wie-betaalt.yaml", "wie-betaalt.facts.yaml"):
        (tmp_path / name).write_text((STARTER / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "wie-betaalt.cases.yaml").write_text("- {id: a, words: b, facts: {shoe: 1}}", encoding="utf-8")
    (tmp_path / "leeg.yaml").write_text("slug: leeg", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        read_flow_folder(tmp_path)
    wheres = [fault.where for fault in caught.value.faults]
    assert any(where.startswith("leeg.yaml: ") for where in wheres)
    assert "wie-betaalt.cases.yaml: [0].facts.shoe" in wheres


def test_a_flow_named_otherwise_than_its_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "anders.yaml").write_text((STARTER / "wie-betaalt.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(RefusedError, match="the file is named 'anders'"):
        read_flow_folder(tmp_path)
