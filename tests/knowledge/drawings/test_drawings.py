"""What a drawing promises: safe, complete, readable on a telephone, and the same in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from knowledge.drawings.layout import PictureError, lay_out
from knowledge.drawings.lettering import text_width, wrap
from knowledge.drawings.picture import Box, Drawing, Item, Picture, Way
from knowledge.drawings.picturing import draw_flow, draw_route
from knowledge.drawings.svg import write_svg
from knowledge.flows.flow import Flow
from knowledge.routes.route import Route

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG = "{http://www.w3.org/2000/svg}"


def words(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from words(item.items)


def shown(svg: str) -> str:
    """All text one sees in the drawing, in one row."""
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    return " ".join(text.text or "" for text in root.iter(f"{SVG}text"))


@pytest.fixture(params=["nl", "en"])
def drawings(request: pytest.FixtureRequest, route: Route, flow: Flow) -> tuple[Drawing, Drawing]:
    return draw_route(route, request.param), draw_flow(flow, request.param)


def test_a_drawing_has_no_script_no_style_and_no_outside_reference(drawings: tuple[Drawing, Drawing]) -> None:
    for drawing in drawings:
        root = ET.fromstring(drawing.svg)  # noqa: S314 - our own output
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "g", "rect", "text", "path", "polygon", "circle"}
        names = {name for element in root.iter() for name in element.attrib}
        assert not [name for name in names if name.startswith("on") or "href" in name or name == "style"]
        assert "url(" not in drawing.svg


def test_colours_follow_the_page(drawings: tuple[Drawing, Drawing]) -> None:
    for drawing in drawings:
        used = set(re.findall(r'(?:fill|stroke|color)="([^"]*)"', drawing.svg))
        assert used == {"currentColor", "none"}


def test_a_drawing_fits_a_narrow_telephone(drawings: tuple[Drawing, Drawing]) -> None:
    assert [drawing.width for drawing in drawings] == [320, 320]


def test_a_drawing_names_itself_for_a_screen_reader(drawings: tuple[Drawing, Drawing]) -> None:
    for drawing in drawings:
        root = ET.fromstring(drawing.svg)  # noqa: S314 - our own output
        ids = {element.get("id") for element in root.iter() if element.get("id")}
        assert set((root.get("aria-labelledby") or "").split()) == ids
        assert root.get("role") == "img"
        assert (root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")) == (
            drawing.alternative.title,
            drawing.alternative.description,
        )


def test_every_step_and_question_is_in_the_drawing_and_in_the_alternative(route: Route, flow: Flow) -> None:
    for drawing, names in (
        (draw_route(route, "nl"), [step.name["nl"] for step in route.steps.values()]),
        (draw_flow(flow, "nl"), [node.text["nl"] for node in flow.nodes.values()]),
    ):
        seen, said = shown(drawing.svg), "\n".join(words(drawing.alternative.items))
        for name in names:
            assert name in seen
            assert name in said


def test_the_alternative_says_what_to_bring_and_when_to_go_on(route: Route) -> None:
    said = "\n".join(words(draw_route(route, "nl").alternative.items))
    assert "De indicatie en het zorgplan." in said
    assert "Nee, of 14 dagen geen antwoord: naar B" in said


def test_the_alternative_of_a_flow_names_every_answer_and_every_way(flow: Flow) -> None:
    said = "\n".join(words(draw_flow(flow, "nl").alternative.items))
    for node in flow.nodes.values():
        for option in node.options:
            assert option.label["nl"] in said
    assert "Als ‘Verzorging’: naar 4" in said
    assert "vraag 1: niet jonger dan 4" in said


def test_hostile_text_is_shown_and_never_becomes_markup(awkward: Picture) -> None:
    svg = write_svg(awkward, lay_out(awkward, 320))
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    assert root.findtext(f"{SVG}title") == "<b>Titel</b> & meer"
    assert not list(root.iter(f"{SVG}script"))
    assert "Stap <a>" in shown(svg)


@pytest.mark.parametrize("width", [280, 320, 640, 1200])
def test_boxes_do_not_overlap_and_stay_inside(awkward: Picture, width: int) -> None:
    layout = lay_out(awkward, width)
    for box in layout.boxes:
        assert box.x >= 0
        assert box.x + box.width <= width
        assert box.y + box.height <= layout.height
    for one in layout.boxes:
        for other in layout.boxes:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert one is other or apart


def test_a_picture_with_very_many_skips_still_leaves_room_for_text() -> None:
    codes = [f"s{number}" for number in range(40)]
    boxes = tuple(
        Box(code, str(n), f"Stap {n}", (), tuple(Way(to, f"naar {to}") for to in codes[n + 1 :]))
        for n, code in enumerate(codes)
    )
    layout = lay_out(Picture("many", "nl", "t", "d", boxes), 320)
    assert all(box.width >= 200 for box in layout.boxes)
    assert all(0 <= x <= 320 for arrow in layout.arrows for x, _ in arrow.points)


def test_a_picture_that_goes_round_or_leads_nowhere_is_refused() -> None:
    def two(first: str, second: str) -> Picture:
        return Picture("p", "nl", "t", "d", (Box("a", "A", "a", (), (Way(first, ""),)),
                                             Box("b", "B", "b", (), (Way(second, ""),))))  # fmt: skip

    with pytest.raises(PictureError, match="circle"):
        lay_out(two("b", "a"), 320)
    with pytest.raises(PictureError, match="no box"):
        lay_out(two("b", "z"), 320)


def test_wrapped_lines_fit_and_lose_no_letter() -> None:
    text = "Kort en Arbeidsongeschiktheidsverzekeringsmaatschappij met nog wat woorden erachter"
    lines = wrap(text, 90, 12)
    assert all(text_width(line, 12) <= 90 for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


@pytest.mark.browser
def test_no_text_runs_out_of_its_box_in_a_real_browser(
    chromium: Browser, route: Route, flow: Flow, awkward: Picture
) -> None:
    svgs = [draw(language) for language in ("nl", "en") for draw in (
        lambda lang: draw_route(route, lang).svg, lambda lang: draw_flow(flow, lang).svg
    )]  # fmt: skip
    svgs.append(write_svg(awkward, lay_out(awkward, 320)))
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.set_content("<body style='margin:0'>" + "".join(svgs))
    outside = page.evaluate(
        """() => [...document.querySelectorAll('g.drawing-box')].flatMap(group => {
            const box = group.querySelector('rect').getBBox();
            return [...group.querySelectorAll('text')].filter(text => {
                const t = text.getBBox();
                return t.x < box.x || t.x + t.width > box.x + box.width
                    || t.y < box.y || t.y + t.height > box.y + box.height;
            }).map(text => text.textContent);
        })"""
    )
    too_wide = page.evaluate("() => document.documentElement.scrollWidth > 320")
    page.close()
    assert outside == []
    assert too_wide is False
