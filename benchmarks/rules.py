"""What escalation advice and a step of the law finder cost, against a bare view of the same size in the same run.

    python -m benchmarks.rules [--questions 1000]

The instance is the starter content. Every request has other laws, another postcode, or other answers; gunicorn with one
sync worker serves both.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from benchmarks.bench import APPLICATION, WARM_UP, show_table, zorgbuurt
from benchmarks.load import Measured, run_load
from benchmarks.servers import Server, gunicorn
from knowledge.flows.conditions import UNKNOWN
from knowledge.flows.flow import Flow, Node
from knowledge.flows.reading import read_flow
from knowledge.flows.walking import Question, Result, walk
from knowledge.rules.starting import FOLDER
from socialmap.geography.places import PostcodeTable

LAWS = ("zvw", "jeugdwet", "wlz", "wmo", "education")
STEPS = ("a1", "a2", "b")
DAY = date(2026, 11, 22)
Answers = dict[str, list[str]]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1000)
    measure(parser.parse_args().questions)


def measure(count: int) -> None:
    """Measure with `count` requests of each kind, and print a table per kind."""
    chance = random.Random(7)
    flow = read_flow((FOLDER / "flows" / "wie-betaalt.yaml").read_text(encoding="utf-8"))
    pc4s = PostcodeTable.embedded().codes
    wanted = count + WARM_UP
    kinds = {
        "escalation advice": [_advice(chance, pc4s) for _ in range(wanted)],
        "flow: a question": [_path(answers) for answers in _walks(flow, chance, pc4s, wanted, Question)],
        "flow: outcomes": [_path(answers) for answers in _walks(flow, chance, pc4s, wanted, Result)],
    }
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATA_DIR": folder, "LOG_LEVEL": "error", "ENVIRONMENT": "development"}
        zorgbuurt(environment, "init")
        with gunicorn(APPLICATION, "/api/v1/decision-flows/wie-betaalt", environment) as server:
            measured = {name: _warm(server, paths) for name, paths in kinds.items()}
    for name, it in measured.items():
        with gunicorn("benchmarks.peers.bare:app", "/search", {"BODY_BYTES": str(it.body_bytes)}) as server:
            bare = _warm(server, ["/search"] * wanted)
        show_table([("bare view, same size", 1, bare), (name, 1, it)], bare)


def _warm(server: Server, paths: list[str]) -> Measured:
    run_load(server, paths[:WARM_UP])
    return run_load(server, paths[WARM_UP:])


def _advice(chance: random.Random, pc4s: tuple[str, ...]) -> str:
    laws = chance.sample(LAWS, chance.randint(1, 3))
    tried = chance.sample(STEPS, chance.randint(0, 1))
    query = [*(("law", law) for law in laws), *(("tried", step) for step in tried), ("postcode", chance.choice(pc4s))]
    return f"/api/v1/escalation-advice?{urlencode(query)}"


def _walks(
    flow: Flow, chance: random.Random, pc4s: tuple[str, ...], count: int, end: type[Question | Result]
) -> Iterator[Answers]:
    """Answers that lead to a question (anywhere on the way) or to outcomes."""
    while count:
        answers: Answers = {}
        while isinstance(step := walk(flow, answers, DAY), Question):
            if end is Question and answers and chance.random() < 0.2:
                break
            answers[step.node.code] = _answer(step.node, chance, pc4s)
        if isinstance(step, end):
            count -= 1
            yield answers


def _answer(node: Node, chance: random.Random, pc4s: tuple[str, ...]) -> list[str]:
    match node.type:
        case "postcode":
            return [chance.choice(pc4s)]
        case "age" | "number":
            return [str(chance.randint(0, 17))]
        case "several":
            codes = [option.code for option in node.options if not option.exclusive]
            return chance.sample(codes, chance.randint(1, min(3, len(codes))))
        case _:
            return [chance.choice([*(option.code for option in node.options), UNKNOWN])]


def _path(answers: Answers) -> str:
    return f"/api/v1/decision-flows/wie-betaalt?{urlencode(answers, doseq=True)}"


if __name__ == "__main__":
    main()
