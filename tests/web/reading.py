"""Reading a page as a visitor does: its text, its links, and its forms, to be filled in and sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr path rect circle polygon".split()  # noqa: SIM905
)
_OWN_LINE = frozenset("address dd div dt h1 h2 h3 h4 h5 label legend li p summary td th".split())  # noqa: SIM905


class _Reader(HTMLParser):
    """Makes a tree of a page whose elements are all closed; other tests hold that they are."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if tag in _OWN_LINE:
            self.builder.data(" ")
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


class PageRead:
    """A page that came back. asked: its address."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.asked = response.request.full_path.rstrip("?") if response.request else ""
        reader = _Reader()
        reader.feed(response.text)
        self.tree: Element = reader.builder.close()

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    def text(self, within: str | None = None) -> str:
        """The words of the page, or of the element with this id, with single spaces."""
        return words(self.by_id(within) if within is not None else self.tree)

    def by_id(self, wanted: str) -> Element:
        """The element with this id; it must be there."""
        return next(node for node in self.tree.iter() if node.get("id") == wanted)

    def with_class(self, name: str, tag: str | None = None) -> list[Element]:
        """Every element of this class."""
        return [node for node in self.tree.iter(tag) if name in (node.get("class") or "").split()]

    def links(self, inside: Element | None = None) -> dict[str, str]:
        """The address of each link by its words."""
        root = inside if inside is not None else self.tree
        return {words(node): node.get("href") or "" for node in root.iter("a")}

    def meta(self, name: str) -> str | None:
        """What the page says about itself under this name."""
        found = (node for node in self.tree.iter("meta") if node.get("name") == name)
        return next((node.get("content") for node in found), None)

    def form(self, *, field: str) -> Form:
        """The first form that has this field."""
        return next(form for form in map(Form, self.tree.iter("form")) if field in form.names)


class Form:
    """A form as it stands on a page."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.fields = [node for node in element.iter() if node.tag in {"input", "select", "textarea", "button"}]
        self.names = {node.get("name") for node in self.fields}
        self.method = element.get("method", "get")
        self.action = element.get("action", "")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What goes along unseen."""
        return [(n.get("name") or "", n.get("value") or "") for n in self.fields if n.get("type") == "hidden"]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """The boxes that are ticked already."""
        return [(n.get("name") or "", n.get("value") or "") for n in self.fields if "checked" in n.attrib]

    def options(self, name: str) -> list[str]:
        """The values one can choose for a field."""
        return [node.get("value") or "" for node in self.fields if node.get("name") == name]

    def send(self, client: FlaskClient, values: Mapping[str, str | Sequence[str]]) -> PageRead:
        """Send it with these answers and follow where it leads."""
        data: dict[str, list[str]] = {}
        given = [
            (name, value) for name, many in values.items() for value in ([many] if isinstance(many, str) else many)
        ]
        for name, value in [*self.hidden, *given]:
            assert name in self.names, f"{name} is not in the form"
            data.setdefault(name, []).append(value)
        if self.method == "post":
            return PageRead(client.post(self.action, data=data, follow_redirects=True))
        return PageRead(client.get(self.action, query_string=data, follow_redirects=True))


def visit(client: FlaskClient, path: str) -> PageRead:
    """The page at an address, after redirects."""
    return PageRead(client.get(path, follow_redirects=True))


def words(node: Element) -> str:
    """The text in an element, with single spaces."""
    return " ".join("".join(node.itertext()).split())
