"""The pages that guide people are valid HTML in every state and both languages: every browser reads them alike."""

from __future__ import annotations

import html5lib
import pytest

from tests.instances import Instance

TEENAGER = (
    "/wie-betaalt?leeftijd=17&oorzaak=lichamelijke-ziekte&hulp=verpleging&hulp=begeleiding&wlz=nee&woont=thuis"
    "&school=nee&situatie=geen&postcode=6525"
)


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["nl", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/escalatie",
        "/escalatie?law=zvw&law=jeugdwet&postcode=6525&tried=a1",
        "/escalatie?law=wlz&tried=c",
        "/escalatie?law=kookwet&postcode=1000",
        "/regio",
        "/regio?postcode=6525",
        "/regio?postcode=1000",
        "/regio/NIK-NIJMEGEN",
        "/regio/GM0268",
        "/regio/PV29",
        "/regio/NL",
        "/wie-betaalt",
        "/wie-betaalt?at=morgen",
        "/wie-betaalt?ask=leeftijd",
        "/wie-betaalt?leeftijd=oud",
        "/wie-betaalt?leeftijd=3",
        "/wie-betaalt?leeftijd=3&asked=oorzaak",
        TEENAGER,
        f"{TEENAGER}&kleur=rood",
    ],
)
def test_a_guiding_page_is_valid_html(starter: Instance, prefix: str, path: str) -> None:
    parser = html5lib.HTMLParser()
    tree = parser.parse(starter.client.get(prefix + path).text)
    assert parser.errors == []
    names = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(names) == len(set(names))
    known = set(names)
    for node in tree.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            assert set((node.get(attribute) or "").split()) <= known, (node.tag, attribute)
