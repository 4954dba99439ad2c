"""Working with the pages of import as a person does: the forms that a page shows, sent with what is filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ROW = {
    "organization_id": "beer",
    "organization_name": "Kinderthuiszorg De Beer",
    "service_id": "thuis",
    "service_name": "Verpleging thuis",
    "service_area": "GM0344",
    "phone": "030 789 7878",
    "care_types": "kinderthuiszorg",
    "source": "Eigen opgave, 2026",
    "assured_date": "2026-11-01",
}


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A CSV file with these rows."""
    columns = list(dict.fromkeys(name for item in rows for name in item))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def many(number: int, **cells: Any) -> list[dict[str, Any]]:
    """Rows of as many organizations."""
    return [
        {**ROW, "organization_id": f"o{n}", "organization_name": f"Organisatie {n}", **cells} for n in range(number)
    ]


def token(client: FlaskClient) -> str:
    """The token that the forms of this session carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/beheer/import/nieuw").text)
    assert found is not None
    return found[1]


def upload(client: FlaskClient, content: bytes, name: str = "lijst.csv", **fields: str) -> TestResponse:
    """Send a file with the form; follows to the page that comes after."""
    data = {"csrf_token": token(client), "bestand": (io.BytesIO(content), name), **fields}
    return client.post("/beheer/import/nieuw", data=data, follow_redirects=True)


def step(client: FlaskClient, number: int, what: str, **fields: str) -> TestResponse:
    """Press a button on the page of an import."""
    data = {"csrf_token": token(client), **fields}
    return client.post(f"/beheer/import/{number}/{what}", data=data, follow_redirects=True)
