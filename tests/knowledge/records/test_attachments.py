"""PDF files with an article: what is let in, and how it is served."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.models import ArticleRecord
from knowledge.pdf import LARGEST_PDF, LARGEST_UNPACKED, PdfRefused, check_pdf
from tests.instances import Instance
from tests.knowledge.editing import article, save, withdraw_article

PAGES = b"2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n"


def pdf(*objects: bytes, catalog: bytes = b"/Type /Catalog /Pages 2 0 R") -> bytes:
    """A small PDF with these further objects."""
    whole = b"%PDF-1.7\n1 0 obj\n<<" + catalog + b">>\nendobj\n" + PAGES + b"".join(objects)
    return whole + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


def stream(content: bytes, entries: bytes = b"", number: int = 9) -> bytes:
    """An object with a compressed stream."""
    return b"%d 0 obj\n<<%s /Filter /FlateDecode>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        entries,
        zlib.compress(content),
    )


OBJECTS = b"/Type /ObjStm /N 1 /First 4"
FONTS = stream(b"BT /F1 12 Tf (Dit gaat over /JS en /AA) Tj ET")


@pytest.mark.parametrize(
    "data",
    [
        pdf(),
        pdf(FONTS),
        pdf(stream(b"1 0 <</Type /Page>>", OBJECTS)),
        pdf(b"5 0 obj\n<</S /URI /URI (https://voorbeeld.nl)>>\nendobj\n"),
        pdf().replace(b"%PDF-1.7", b"%PDF-2.0"),
    ],
)
def test_a_pdf_that_only_shows_pages_is_let_in(data: bytes) -> None:
    check_pdf(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "geen PDF"),
        (b"<html><script>alert(1)</script></html>", "geen PDF"),
        (b"GIF89a%PDF-1.7 %%EOF", "geen PDF"),
        (pdf()[:-7], "geen PDF"),
        (b"%PDF-9.9\n" + pdf()[9:], "geen PDF"),
        (pdf(catalog=b"/OpenAction <</S /JavaScript /JS (app.alert(1))>>"), "JS, JavaScript"),
        (pdf(catalog=b"/OpenAction <</S /J#61va#53cript /J#53 (x)>>"), "JS, JavaScript"),
        (pdf(b"5 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n"), "Launch"),
        (pdf(stream(b"MZ", b"/Type /EmbeddedFile")), "EmbeddedFile"),
        (pdf(catalog=b"/Names <</EmbeddedFiles 5 0 R>>"), "EmbeddedFiles"),
        (pdf(stream(b"1 0 <</S /JavaScript /JS (x)>>", OBJECTS)), "JS, JavaScript"),
        (pdf(stream(b"1 0 <</AA <</O 3 0 R>>>>", OBJECTS)), "AA"),
        (pdf(stream(b"1 0 <</S /Launch>>", b"/Type /Obj#53tm")), "Launch"),
        (pdf(stream(b"1 0 <</AA 3 0 R>>", OBJECTS + b" /Vulling (" + b"x" * 30_000 + b")")), "AA"),
        (pdf(stream(b"x", OBJECTS).replace(b"/FlateDecode", b"/LZWDecode").replace(b"\x78\x9c", b"zz")), "te lezen"),
        (pdf(catalog=b"/AcroForm <</XFA 5 0 R>>"), "XFA"),
        (pdf().replace(b"<</Root", b"<</Encrypt 7 0 R /Root"), "versleuteld"),
        (pdf(stream(b"\0" * (LARGEST_UNPACKED + 1))), "te lezen"),
        (pdf() + b" " * LARGEST_PDF, "te groot"),
    ],
    ids=range(19),
)
def test_what_is_no_pdf_or_can_do_more_than_show_pages_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(PdfRefused) as refused:
        check_pdf(data)
    assert told in str(refused.value)


def test_an_object_stream_that_pretends_to_end_early_is_refused() -> None:
    hidden = stream(b"1 0 " + b"endstream" * 3 + b" <</AA 3 0 R>>", OBJECTS)
    stored = zlib.compressobj(level=0)
    content = stored.compress(b"1 0 \nendstream <</AA 3 0 R>>") + stored.flush()
    data = hidden.split(b"stream\n")[0] + b"stream\n" + content + b"\nendstream\nendobj\n"
    with pytest.raises(PdfRefused):
        check_pdf(pdf(data))


def attached(instance: Instance, folder: Path, data: bytes = pdf(), expect: int = 0) -> str:
    file = folder / "bijlage.pdf"
    file.write_bytes(data)
    words = ("articles", "attach", "proef", file, "--title", "Een blad om af te drukken", "--title-en", "A sheet")
    return instance.command(*words, expect=expect).output


def test_an_attachment_is_served_safely_once_its_article_is_published(bare: Instance, tmp_path: Path) -> None:
    save(bare, article())
    attached(bare, tmp_path)
    assert bare.read("/pages/proef")["attachments"] == []
    save(bare, article())
    [shown] = bare.read("/pages/proef")["attachments"]
    assert shown["title"] == "Een blad om af te drukken"
    assert shown["mediaType"] == "application/pdf"
    response = bare.client.get(shown["url"])
    assert response.data == pdf()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="een-blad-om-af-te-drukken.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    known = {"If-None-Match": response.headers["ETag"]}
    assert bare.client.get(shown["url"], headers=known).status_code == 304


def test_an_attachment_of_a_draft_or_of_a_withdrawn_article_is_not_served(bare: Instance, tmp_path: Path) -> None:
    save(bare, article())
    attached(bare, tmp_path)
    with bare.session() as session:
        [record] = session.scalars(select(ArticleRecord)).all()
        url = f"/attachments/{record.attachments[0].id}"
    assert bare.get(url).status_code == 404
    save(bare, article())
    assert bare.get(url).status_code == 200
    withdraw_article(bare, "proef")
    assert bare.get(url).status_code == 404


def test_a_refused_file_leaves_nothing_behind(bare: Instance, tmp_path: Path) -> None:
    save(bare, article())
    told = attached(bare, tmp_path, b"%PDF-1.7 /JavaScript %%EOF", expect=1)
    assert "JavaScript" in told
    assert not (bare.folder / "attachments").exists()
    save(bare, article())
    assert bare.read("/pages/proef")["attachments"] == []


def test_an_address_that_names_no_attachment_is_not_found(bare: Instance) -> None:
    assert bare.get("/attachments/00000000-0000-4000-8000-000000000000").status_code == 404
    assert bare.get("/attachments/..%2F..%2Fsecret_key").status_code == 404
