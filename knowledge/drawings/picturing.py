"""A route or a flow as a picture, and the same in words."""

from __future__ import annotations

from collections import Counter

from knowledge.drawings.layout import lay_out
from knowledge.drawings.picture import Alternative, Box, Drawing, Item, Picture, Way
from knowledge.drawings.svg import write_svg
from knowledge.drawings.wording import in_words
from knowledge.flows.conditions import ALWAYS
from knowledge.flows.flow import RESULT, Flow
from knowledge.routes.advising import ranked
from knowledge.routes.route import Route, Step

NARROW = 320
MINIMUM_WIDTH = 280

_WORDS = {
    "nl": {
        "for": "Voor: {}", "several": "alleen als meer wetten gelden", "starts": "Begin voor: {}",
        "on": "Nee, of {} dagen geen antwoord: naar {}", "last": "Dit is de laatste stap.", "who": "Wie: {}",
        "bring": "Meenemen:", "expect": "Wat u kunt verwachten: {}", "if": "Als {}: naar {}", "else": "Anders: naar {}",
        "always": "Daarna: naar {}", "result": "Uitkomst", "results": "{}: {} mogelijke uitkomsten",
        "no-law": "Geen wet", "end": "de uitkomst", "options": "Antwoorden: {}",
        "flow": "Vragen die naar de uitkomst leiden: {}.", "route": "Stappen van de route: {}.",
        "unknown": "weet ik niet",
    },
    "en": {
        "for": "For: {}", "several": "only when several laws apply", "starts": "Start for: {}",
        "on": "No, or {} days no answer: to {}", "last": "This is the last step.", "who": "Who: {}",
        "bring": "Bring:", "expect": "What to expect: {}", "if": "If {}: to {}", "else": "Otherwise: to {}",
        "always": "Then: to {}", "result": "Outcome", "results": "{}: {} possible outcomes", "no-law": "No law",
        "end": "the outcome", "options": "Answers: {}", "flow": "Questions that lead to the outcome: {}.",
        "route": "Steps of the route: {}.", "unknown": "I do not know",
    },
}  # fmt: skip


def draw_route(route: Route, language: str, width: int = NARROW) -> Drawing:
    """The route as a drawing `width` pixels wide (at least `MINIMUM_WIDTH`), with its alternative."""
    words = _WORDS[language]
    boxes = tuple(_step_box(route, route.steps[code], language) for code in ranked(route))
    names = ", ".join(f"{box.mark} {box.heading}" for box in boxes)
    picture = Picture(
        f"route-{route.slug}-{language}", language, route.title[language], words["route"].format(names), boxes
    )
    items = tuple(
        Item(f"{box.mark} {box.heading}", (*map(Item, box.lines), *_step_items(route.steps[box.code], language),
                                           *(Item(way.label) for way in box.ways)))
        for box in boxes
    )  # fmt: skip
    return _drawing(picture, items, width)


def draw_flow(flow: Flow, language: str, width: int = NARROW) -> Drawing:
    """The flow as a drawing `width` pixels wide (at least `MINIMUM_WIDTH`), with its alternative."""
    words = _WORDS[language]
    boxes = (*(_question_box(flow, code, language) for code in flow.nodes), _result_box(flow, language))
    names = "; ".join(box.heading for box in boxes[:-1])
    picture = Picture(
        f"flow-{flow.slug}-{language}", language, flow.title[language], words["flow"].format(names), boxes
    )
    items = tuple(
        Item(
            f"{box.mark}. {box.heading}" if box.mark else box.heading,
            (*map(Item, box.lines), *_answer_items(flow, box.code, language), *(Item(way.label) for way in box.ways)),
        )
        for box in boxes
    )
    return _drawing(picture, items, width)


def _drawing(picture: Picture, items: tuple[Item, ...], width: int) -> Drawing:
    layout = lay_out(picture, max(width, MINIMUM_WIDTH))
    alternative = Alternative(picture.title, picture.description, items)
    return Drawing(write_svg(picture, layout), alternative, round(layout.width), round(layout.height))


def _step_box(route: Route, step: Step, language: str) -> Box:
    words = _WORDS[language]

    def short(laws: tuple[str, ...]) -> str:
        return ", ".join(_abbreviated(route.laws[law][language]) for law in laws)

    lines = []
    if step.applies.laws:
        lines.append(words["for"].format(short(step.applies.laws)))
    elif step.applies.minimum_laws > 1:
        lines.append(words["for"].format(words["several"]))
    starts = tuple(law for law, code in route.starts.items() if code == step.code and law not in step.applies.laws)
    if starts:
        lines.append(words["starts"].format(short(starts)))
    ways = []
    if step.next_on_no is not None:
        label = words["on"].format(step.silence_days, step.next_on_no.upper())
        ways.append(Way(step.next_on_no, label))
    if step.next_on_silence is not None and step.next_on_silence != step.next_on_no:
        ways.append(Way(step.next_on_silence, words["on"].format(step.silence_days, step.next_on_silence.upper())))
    if not ways:
        lines.append(words["last"])
    return Box(step.code, step.code.upper(), step.name[language], tuple(lines), tuple(ways), "step" if ways else "end")


def _abbreviated(label: str) -> str:
    """The short name between brackets at the end of a law's label, or the whole label."""
    _, bracket, short = label.rpartition("(")
    return short.rstrip(")") if bracket else label


def _step_items(step: Step, language: str) -> tuple[Item, ...]:
    words = _WORDS[language]
    return (
        Item(step.why[language]),
        Item(words["who"].format(step.who[language])),
        Item(words["bring"], tuple(Item(part[language]) for part in step.bring)),
        Item(words["expect"].format(step.expect[language])),
        *((Item(step.uncertain[language]),) if step.uncertain else ()),
    )


def _question_box(flow: Flow, code: str, language: str) -> Box:
    words = _WORDS[language]
    numbers = {name: str(number) for number, name in enumerate(flow.nodes, 1)}
    node = flow.nodes[code]
    ways = []
    for edge in node.edges:
        target = words["end"] if edge.to == RESULT else numbers[edge.to]
        if edge.condition != ALWAYS:
            label = words["if"].format(in_words(edge.condition, flow, language, code), target)
        else:
            label = words["else" if len(node.edges) > 1 else "always"].format(target)
        ways.append(Way(edge.to, label))
    return Box(code, numbers[code], node.text[language], (), tuple(ways))


def _answer_items(flow: Flow, code: str, language: str) -> tuple[Item, ...]:
    node = flow.nodes.get(code)
    if node is None or not node.options:
        return ()
    labels = [Item(option.label[language]) for option in node.options]
    if node.may_be_unknown:
        labels.append(Item(_WORDS[language]["unknown"]))
    return (Item(_WORDS[language]["options"].format("").rstrip(), tuple(labels)),)


def _result_box(flow: Flow, language: str) -> Box:
    words = _WORDS[language]
    counts = Counter(outcome.law for outcome in flow.outcomes)
    lines = [words["results"].format(label[language], counts[law]) for law, label in flow.laws.items() if counts[law]]
    if counts[None]:
        lines.append(words["results"].format(words["no-law"], counts[None]))
    return Box(RESULT, "", words["result"], tuple(lines), (), "end")
