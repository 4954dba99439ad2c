"""Personal data in free text: what must not be sent to us. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum.nl import bsn

from core.messages import N_, Message

# Nine digits in a row, also written in groups (123.456.782, 123 456 782), with no digit before or after.
_NINE_DIGITS = re.compile(r"(?<!\d)(?:\d[ .\-]?){8}\d(?![ .\-]?\d)")
_EMAIL = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,200}\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d+])(?:\+31|0031|0)[ .\-]?[1-9](?:[ .\-]?\d){8}(?!\d)")
_FULL_POSTCODE = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{3}\s?[A-Z]{2}(?![A-Za-z0-9])")

BSN = N_(
    "Hier staat een nummer dat een burgerservicenummer kan zijn. Haal het weg: wij bewaren geen gegevens over kinderen."
)
EMAIL = N_("Hier staat een e-mailadres. Haal het weg: wij bewaren geen gegevens over personen.")
PHONE = N_("Hier staat een telefoonnummer. Haal het weg: wij bewaren geen gegevens over personen.")
POSTCODE = N_("Hier staat een hele postcode. Haal de letters weg: alleen de vier cijfers mag wel.")


def personal_data_in(text: str) -> Iterator[Message]:
    """What must be taken out of a text, one message per kind of data.

    A number of nine digits counts when it passes the eleven test of the burgerservicenummer (Besluit
    burgerservicenummer): one in eleven other numbers passes it as well, and is refused too.
    """
    if any(bsn.is_valid(found[0].replace(".", "").replace("-", "")) for found in _NINE_DIGITS.finditer(text)):
        yield Message(BSN)
    for pattern, sentence in ((_EMAIL, EMAIL), (_PHONE, PHONE), (_FULL_POSTCODE, POSTCODE)):
        if pattern.search(text):
            yield Message(sentence)
