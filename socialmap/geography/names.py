"""How a place name is compared: without accents, case, punctuation, or the letters that tell two namesakes apart."""

import re
import unicodedata

_APART = re.compile(r"[^a-z0-9]+")
_LETTERS_WITHOUT_PARTS = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ĳ": "ij"})
_SAINT = re.compile(r"^(?:st|sint)\b\.?[\s-]*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)\s*$")
_OF_MUNICIPALITY = re.compile(r"\s+gem\.?\s+.+$", re.IGNORECASE)
_ABBREVIATED_REGION = re.compile(r"\s+(?:L|Lb|NB|NH|ZH|Gld|GN|Gn|Ut|Gr|Dr|Ov|Fr|AC|ca)$")
_ROTTERDAM_PART = re.compile(r"^(?:Hoogvliet|Pernis|Botlek|Europoort|Maasvlakte|Vondelingenplaat)(?= Rotterdam$)")


def fold(name: str) -> str:
    """The key under which a name is found: `'s-Gravenhage` and `s gravenhage` give `s gravenhage`, `Súdwest-Fryslân`
    gives `sudwest fryslan`.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS_WITHOUT_PARTS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _APART.sub(" ", _SAINT.sub("sint ", plain)).strip()


def bare(name: str) -> str:
    """The name as people say it: `Bergen (NH)`, `Well L`, `Spaarndam gem. Haarlem` and `Hoogvliet Rotterdam` lose their
    addition.
    """
    if part := _ROTTERDAM_PART.match(name):
        return part.group()
    for addition in (_IN_BRACKETS, _OF_MUNICIPALITY, _ABBREVIATED_REGION):
        name = addition.sub("", name)
    return name
