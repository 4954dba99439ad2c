"""The flows in a folder: `<slug>.yaml` with beside it `<slug>.cases.yaml` (golden cases) and `<slug>.facts.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.flows.cases import FactMap, GoldenCase, read_cases, read_fact_map
from knowledge.flows.flow import Flow
from knowledge.flows.reading import read_flow
from knowledge.flows.sources import Fault, RefusedError


@dataclass(frozen=True, slots=True)
class FlowFiles:
    """A flow with the text it was read from, its golden cases, and what facts in cases stand for."""

    text: str
    flow: Flow
    cases: tuple[GoldenCase, ...]
    facts: FactMap | None


def read_flow_folder(folder: Path) -> tuple[FlowFiles, ...]:
    """All flows in the folder, by name. Raises `RefusedError` with the faults of every file, each naming its file."""
    found: list[FlowFiles] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.stem.endswith((".cases", ".facts")):
            continue
        try:
            found.append(_read(path))
        except RefusedError as error:
            faults += error.faults
    if faults:
        raise RefusedError(faults)
    return tuple(found)


def _read(path: Path) -> FlowFiles:
    current = path
    try:
        text = path.read_text(encoding="utf-8")
        flow = read_flow(text)
        facts: FactMap | None = None
        cases: tuple[GoldenCase, ...] = ()
        current = path.with_name(f"{path.stem}.facts.yaml")
        if current.exists():
            facts = read_fact_map(current.read_text(encoding="utf-8"), flow)
        current = path.with_name(f"{path.stem}.cases.yaml")
        if current.exists():
            cases = read_cases(current.read_text(encoding="utf-8"), flow, facts)
        if flow.slug != path.stem:
            raise RefusedError([Fault("slug", f"is {flow.slug!r}, but the file is named {path.stem!r}")])
    except RefusedError as error:
        faults = [replace(fault, where=f"{current.name}: {fault.where or 'file'}") for fault in error.faults]
        raise RefusedError(faults) from error
    return FlowFiles(text, flow, cases, facts)
