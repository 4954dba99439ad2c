"""The documents say what the code does: settings, commands, columns, paths, links, and the README's own question."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
import yaml

from core.config import PROJECT, Settings, read_settings
from socialmap.exchange.columns import COLUMNS, REQUIRED
from tests.instances import Instance

DOCS = PROJECT / "docs"
PAGES = sorted([PROJECT / "README.md", *DOCS.glob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Settings whose default depends on the machine or on another setting; the document says how.
DERIVED = {"DATA_DIR", "DATABASE_URL", "SECRET_KEY", "MAIL_URL", "MAIL_FROM", "PUBLIC_URL"}
# Commands of libraries: the document names the group, and leaves the rest to its --help.
OTHERS = {"db", "openapi"}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content, as `make run` makes it."""
    made = Instance(tmp_path_factory.mktemp("starter"))
    made.command("init")
    yield made
    made.close()


def rows(page: Path) -> dict[str, list[str]]:
    """The rows of all tables of a page whose first cell is code, by that code."""
    found = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `"):
            found[cells[0].strip("`")] = cells[1:]
    return found


def fences(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language ("" for plain ones)."""
    return [text for name, text in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def commands(group: click.Group, path: str = "zorgbuurt") -> Iterator[str]:
    """Every command of a group, written as one types it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group) and name not in OTHERS:
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def test_every_setting_is_documented_as_the_code_has_it() -> None:
    documented = rows(DOCS / "settings.md")
    assert list(documented) == [item.name.upper() for item in fields(Settings)]
    for item in fields(Settings):
        assert documented[item.name.upper()][1] == item.metadata["doc"]


def test_documented_defaults_are_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.lower() in Settings.__dataclass_fields__:
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    defaults = read_settings()
    for name, cells in rows(DOCS / "settings.md").items():
        if name not in DERIVED:
            assert cells[0] == f"`{getattr(defaults, name.lower())}`", name


def test_every_command_is_documented_and_every_documented_command_exists(starter: Instance) -> None:
    assert isinstance(starter.app.cli, click.Group)
    assert sorted(rows(DOCS / "commands.md")) == sorted(commands(starter.app.cli))


def test_every_column_of_an_import_is_documented() -> None:
    documented = rows(DOCS / "importing.md")
    assert list(documented) == [column.name for column in COLUMNS]
    for column in COLUMNS:
        several, what = documented[column.name][:2]
        assert (several == "yes") == column.many, column.name
        assert ("**obligatory**" in what) == (column.name in REQUIRED), column.name


def test_the_example_file_imports_without_a_fault(starter: Instance, tmp_path: Path) -> None:
    [example] = fences(DOCS / "importing.md", "csv")
    file = tmp_path / "organisaties.csv"
    file.write_text(example, encoding="utf-8")
    report = starter.command("import", "services", file, "--dry-run").output
    assert "2 rijen gelezen: 1 organisaties, 2 diensten, 0 fouten." in report


def test_the_example_mapping_maps_the_file_it_describes(starter: Instance, tmp_path: Path) -> None:
    [example] = fences(DOCS / "importing.md", "yaml")
    mapping = tmp_path / "lijst.yaml"
    mapping.write_text(example, encoding="utf-8")
    theirs = tmp_path / "lijst.csv"
    theirs.write_text("naam,adres,postcode,open\nHet Ziekenhuis,Kade 1,3511 AB,ja\n", encoding="utf-8")
    assert set(yaml.safe_load(example)) == {"columns", "values", "constants"}
    report = starter.command("import", "services", theirs, "--mapping", mapping, "--dry-run").output
    assert "1 rijen gelezen: 1 organisaties, 1 diensten, 0 fouten." in report


def test_every_path_of_the_api_is_documented_and_every_documented_path_exists(starter: Instance) -> None:
    described = starter.read("/openapi.json")["paths"]
    methods = ("get", "post", "put", "patch", "delete")
    existing = {f"{method.upper()} {path}" for path, item in described.items() for method in methods if method in item}
    documented = {name for name in rows(DOCS / "api.md") if name.split(" ")[0].lower() in methods}
    assert documented == existing


def test_the_changelog_ends_at_the_version_that_answers(starter: Instance) -> None:
    version = starter.get("/taxonomies").headers["API-Version"]
    changes = re.findall(r"^\| (\d+\.\d+\.\d+) \|", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert changes[-1] == version


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    local = [target for target in targets if not urlsplit(target).scheme]
    missing = [target for target in local if not (page.parent / target.partition("#")[0]).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_document_names_exist(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    named = re.findall(r"`((?:core|socialmap|search|knowledge|tests|docs|scripts)/[\w./-]+)`", text)
    missing = [name for name in named if not (PROJECT / name).exists()]
    assert missing == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached = {PROJECT / "README.md"}
    waiting = list(reached)
    while waiting:
        page = waiting.pop()
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            linked = (page.parent / target.partition("#")[0]).resolve()
            if linked.suffix == ".md" and linked not in reached:
                reached.add(linked)
                waiting.append(linked)
    assert set(PAGES) <= reached


def readme_question() -> str:
    """The path and query of the README's example question."""
    [address] = re.findall(r'curl "([^"]+)"', (PROJECT / "README.md").read_text(encoding="utf-8"))
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def wrong_in(shown: Any, whole: Any, where: str = "answer") -> list[str]:
    """Where `shown` is not `whole` with members of objects and items of lists left out; empty when it is."""
    if isinstance(shown, dict):
        if not isinstance(whole, dict) or not set(shown) <= set(whole):
            return [where]
        return [fault for name, value in shown.items() for fault in wrong_in(value, whole[name], f"{where}.{name}")]
    if isinstance(shown, list) and shown and isinstance(shown[0], dict):
        rest = iter(whole)
        return [f"{where}[{n}]" for n, part in enumerate(shown) if all(wrong_in(part, item) for item in rest)]
    return [] if shown == whole else [f"{where}: {whole!r}"]


def test_the_readme_shows_the_answer_that_its_question_gets(starter: Instance) -> None:
    [shown] = fences(PROJECT / "README.md", "json")
    response = starter.client.get(readme_question())
    assert response.status_code == 200
    assert wrong_in(json.loads(shown), json.loads(response.data)) == []


def test_make_run_prints_the_question_of_the_readme() -> None:
    path = readme_question()
    assert path in (PROJECT / "core" / "serving.py").read_text(encoding="utf-8")


def test_make_help_lists_every_command_of_the_makefile() -> None:
    makefile = io.StringIO((PROJECT / "Makefile").read_text(encoding="utf-8"))
    phony: set[str] = set()
    explained: set[str] = set()
    for line in makefile:
        if line.startswith(".PHONY:"):
            phony |= set(line.partition(":")[2].split())
        elif found := re.match(r"([a-z-]+):.*## \S", line):
            explained.add(found[1])
    assert phony == explained
