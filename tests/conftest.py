"""What holds for every test of the project.

On a developer's machine a test whose tool or data is absent is skipped, by name. Where nothing may be skipped
(`NOTHING_SKIPPED=1`, as .ci/run sets it), the same skip is a failure: a check that silently did not run is no check.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.instances import Instance, copied, starter_template, words_template

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = "/usr/bin/chromium"
# It asks nobody for anything but the page.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _as_failure(report: Report) -> Report:
    """The report of a skip as that of a failure, with the reason of the skip; any other report as it is."""
    if os.environ.get("NOTHING_SKIPPED") != "1" or report.outcome != "skipped" or hasattr(report, "wasxfail"):
        return report
    where = report.longrepr
    report.outcome = "failed"
    report.longrepr = f"nothing may be skipped here: {where[2] if isinstance(where, tuple) else where}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge the skip of one test."""
    return _as_failure((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge the skip of a whole module."""
    return _as_failure((yield))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with the starter content, shared by all tests of the process: for reading only."""
    with copied(starter_template(), tmp_path_factory.mktemp("starter") / "data") as instance:
        yield instance


@pytest.fixture
def own_starter(tmp_path: Path) -> Iterator[Instance]:
    """An instance with the starter content that a test may change."""
    with copied(starter_template(), tmp_path / "data") as instance:
        yield instance


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Instance]:
    """An instance with taxonomies and regions only, nothing on the map, that a test may change."""
    with copied(words_template(), tmp_path / "bare") as instance:
        yield instance


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once per process: there can be only one that is driven without asyncio."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or CHROMIUM
    if not Path(path).exists():
        pytest.skip("Chromium is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
