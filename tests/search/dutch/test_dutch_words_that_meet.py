"""Pairs of words that must find each other, and pairs that look alike and must not."""

from __future__ import annotations

import pytest

from search.dutch.analysis import Analyzer

SAME = """
kind kinderen, kind kindje, kind kinder, huis huizen, schuld schulden, brief brieven, school scholen, baby baby's,
baby babys, broer broertje, zus zusjes, brus brusjes, gezin gezinnen, ouder ouders, vader vaders, moeder moeders, oma
oma's, opa opa's, peuter peuters, kleuter kleuters, jongere jongeren, puber pubers, mens mensen, vriend vrienden, arts
artsen, dokter dokters, psycholoog psychologen, therapeut therapeuten, verpleegkundige verpleegkundigen,
verpleegkundig verpleegkundige, kinderverpleegkundige kinderverpleegkundigen, verpleging verplegen, begeleiding
begeleiden, begeleider begeleiders, behandeling behandelen, behandeling behandelingen, verzorging verzorgen,
ondersteuning ondersteunen, beademing beademen, beademing beademd, vergoeding vergoeden, vergoeding vergoedt, aanvraag
aanvragen, aanvraag aangevraagd, indicatie indiceren, indicatie indicaties, afwijzing afgewezen, afwijzing
afwijzingen, klacht klachten, klacht klagen, bezwaar bezwaren, besluit besluiten, beslissing beslissen, betalen
betaalt, betalen betaling, logeren logeert, logeren logeer, overlijden overleden, overlijden overlijdt, sterven
gestorven, rouw rouwen, rouw rouwende, opname opgenomen, opvang opvangen, vervoer vervoeren, verhuizen verhuizing,
weigeren geweigerd, handicap handicaps, gehandicapt gehandicapte, beperking beperkingen, aangepast aangepaste, ziek
zieke, ziekte ziektes, doof dove, blind blinde, slechthorend slechthorende, slechtziend slechtziende, epilepsie
epileptisch, autisme autistisch, palliatief palliatieve, terminaal terminale, chronisch chronische, sociaal sociale,
medisch medische, speciaal speciale, allergie allergisch, medicijn medicijnen, medicijn medicatie, hulpmiddel
hulpmiddelen, rolstoel rolstoelen, bed bedden, luier luiers, sonde sondes, canule canules, infuus infusen, katheter
katheteriseren, stoma stoma's, dag dagen, nacht nachten, nacht 's-nachts, week weken, uur uren, jaar jaren, plek
plekken, stad steden, weg wegen, lid leden, oog ogen, oor oren, been benen, reis reizen, reis reist, prijs prijzen,
brief Brieven, dagverblijf dagverblijven, kinderdagverblijf kinderdagverblijven, ziekenhuis ziekenhuizen, logeerhuis
logeerhuizen, woning woningen, wet wetten, regeling regelingen, gemeente gemeenten, gemeente gemeentes, verzekering
verzekeringen, verzekeraar verzekeraars, kosten kosten, toeslag toeslagen, leerling leerlingen, juf juffen, les
lessen, klas klassen, taxi taxi's, rit ritten, tolk tolken, vaccin vaccinatie, kleinkind kleinkinderen, pleegkind
pleegkinderen, hartkind hartkinderen, familielid familieleden, lotgenoot lotgenoten, patiënt patienten, crèche creche,
coördinatie coordinatie, cliënt cliënten, e-health ehealth, ZZP'er zzp'ers, z.s.m. zsm, Wlz WLZ, gebaar gebaren,
slapen slaapt, zwemmen zwemt, eten gegeten, verandering verandert, hulp helpen, verlies verliezen
"""

BY_PART = """
kinderdagopvang opvang, kinderdagopvang dagopvang, kinderdagopvang kind, kinderthuiszorg thuiszorg, nachtzorg nacht,
logeerhuis logeren, thuisbeademing beademing, onderwijszorgarrangement arrangement, onderwijszorgarrangement
onderwijs, leerlingenvervoer vervoer, leerlingenvervoer leerling, ziekenhuisbezoek ziekenhuis, ziekenhuisopname
opname, woningaanpassing woning, sondevoeding sonde, rouwbegeleiding rouw, rouwbegeleiding begeleiding,
zorgverzekering verzekering, spierziekte spier, stofwisselingsziekte ziekte, gezinshuis gezin, wijkteam wijk,
reiskostenvergoeding reiskosten, hersenletsel hersenen, jeugdarts arts, kinderhospice hospice, weekendopvang weekend,
schoolvakanties vakantie, gehandicaptenparkeerkaart parkeerkaart, lotgenotencontact lotgenoten, rolstoeltaxi taxi,
epilepsiecentrum epilepsie, incontinentiemateriaal incontinentie, kinderbijslag kinderen
"""

APART = """
begeleiding beleid, gezin zin, schuld school, schuld schuilen, zorg zog, zin zien, kind kin, kind einde, wet weten,
wet wetenschap, huis huid, huis huiswerk, onderzoek zoek, voorziening zien, verzorging bezorging, verlof geloof,
verblijf blij, bezwaar zwaar, beroep roep, beroep groep, ouder oud, arts hart, hart hard, dood doof, doof dof, blind
bind, plek plak, werk wekker, lid leider, leren leraar, brus brug, brief breed, gemeente gemeen, gebruik buik,
vergoeding goed, voeding goed, aanvraag dragen, behandeling handel, opname naam, opvang vangst, ontslag slag,
instelling stelling, handeling hand, ziek zoek, ziekenhuis huis, ziekenhuis huizen, mantelzorg mantel, leerkracht
kracht, richtlijn lijn, speelgoed goed, hulpmiddel middel, werkgever geven, handicap hand, stoma stom, canule kan,
sonde zonde, infuus fuus, tracheostoma stomen, autisme auto, epilepsie episode, allergie alleen, luier lui, wond
wonder, wond wonen, koorts kort, slaap slap, bad bed, bed bidden, dag dak, weg wegen-, regel regen, rouw ruw, rit
riet, taxi taxus, tolk tol, klas klasse-, les lest, kans kansel, kosten koster, toeslag slaan, beschikking schikken,
organisatie organen, burgemeester meester, achttien tien, combinatie natie, nederland land, gebaar baar, gevaar varen,
gezond zon, gehoor horen, begin gin, belasting last, ontwikkeling wikkel, afdeling deling, verkeer keren
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    pairs = [tuple(pair.split()) for pair in table.replace("\n", " ").split(",") if pair.strip()]
    return [(left, right) for left, right in pairs if not right.endswith("-")]


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer.dutch()


def _whole(analyzer: Analyzer, word: str) -> set[str]:
    return {token.term for token in analyzer.terms(word) if token.weight == 1}


def _all(analyzer: Analyzer, word: str) -> set[str]:
    return {token.term for token in analyzer.terms(word)}


def test_the_tables_hold_at_least_150_pairs() -> None:
    assert len(_pairs(SAME)) + len(_pairs(BY_PART)) + len(_pairs(APART)) >= 150


@pytest.mark.parametrize(("left", "right"), _pairs(SAME))
def test_forms_of_one_word_meet(analyzer: Analyzer, left: str, right: str) -> None:
    assert _whole(analyzer, left) & _whole(analyzer, right)


@pytest.mark.parametrize(("compound", "part"), _pairs(BY_PART))
def test_a_compound_is_found_by_its_part(analyzer: Analyzer, compound: str, part: str) -> None:
    found = {token.term: token.weight for token in analyzer.terms(compound)}
    assert any(0 < found.get(term, 0) < 1 for term in _all(analyzer, part))


@pytest.mark.parametrize(("left", "right"), _pairs(APART))
def test_words_that_only_look_alike_stay_apart(analyzer: Analyzer, left: str, right: str) -> None:
    assert not _all(analyzer, left) & _all(analyzer, right)
