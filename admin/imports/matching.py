"""Which of our columns each column of a file is, as the form of the desk says it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.messages import N_, Message
from socialmap.exchange.columns import BY_NAME, REQUIRED
from socialmap.exchange.proposing import mapping_of
from socialmap.exchange.reading import ColumnMapping

CONSTANTS = 3
LONGEST = 500
_BRACES = frozenset("{}")


@dataclass(frozen=True, slots=True)
class Matching:
    """chosen: our column for each of theirs. constants: the same value in each row, by our columns.

    faults: what is not right, by the name of the field in the form ("" for the whole).
    """

    chosen: Mapping[str, str]
    constants: Mapping[str, str]
    faults: Mapping[str, Message] = field(default_factory=dict)

    def mapping(self) -> ColumnMapping:
        """The same for reading the file."""
        return mapping_of(self.chosen, self.constants)


def matching_of(form: Mapping[str, str], header: Sequence[str]) -> Matching:
    """What the form says: `kolom-N` for the N-th column of the file, `vast-N` and `waarde-N` for fixed values."""
    faults: dict[str, Message] = {}
    chosen: dict[str, str] = {}
    for place, their in enumerate(header):
        our = form.get(f"kolom-{place}", "").strip()
        if not our or not their:
            continue
        if our not in BY_NAME:
            faults[f"kolom-{place}"] = Message(N_("Kies een kolom uit de lijst."))
        elif _BRACES & set(their):
            message = N_("De kolom '%(name)s' heeft een accolade in zijn naam. Noem hem anders in het bestand.")
            faults[f"kolom-{place}"] = Message(message, {"name": their[:60]})
        else:
            chosen[their] = our
    constants = _constants(form, chosen, faults)
    for name in REQUIRED:
        if name not in chosen.values() and name not in constants:
            message = N_("Kies welke kolom dit is: %(column)s. Of geef een vaste waarde.")
            faults.setdefault("", Message(message, {"column": BY_NAME[name].doc}))
    return Matching(chosen, constants, faults)


def _constants(form: Mapping[str, str], chosen: Mapping[str, str], faults: dict[str, Message]) -> dict[str, str]:
    constants: dict[str, str] = {}
    for place in range(CONSTANTS):
        our, value = form.get(f"vast-{place}", "").strip(), form.get(f"waarde-{place}", "").strip()
        if not our and not value:
            continue
        if our not in BY_NAME:
            faults[f"vast-{place}"] = Message(N_("Kies een kolom uit de lijst."))
        elif our in chosen.values():
            faults[f"vast-{place}"] = Message(N_("Deze kolom komt al uit het bestand."))
        elif not value or len(value) > LONGEST:
            faults[f"waarde-{place}"] = Message(
                N_("Vul een waarde in van hoogstens %(most)s tekens."), {"most": LONGEST}
            )
        else:
            constants[our] = value
    return constants
