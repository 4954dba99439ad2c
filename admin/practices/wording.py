"""The words of the kernset at the desk."""

from __future__ import annotations

from admin.practices.listing import SORT_WORDS, Sort
from admin.questions.register import region_names
from core.database import db
from core.i18n import gettext, language
from core.messages import N_
from knowledge.articles.article import DOMAINS
from knowledge.models import PracticeState
from knowledge.records.practices import PUBLIC, ROLES
from socialmap.worlds import worlds

ROLE_WORDS = {"parent": N_("een ouder"), "professional": N_("een professional")}
STATE_WORDS = {
    PracticeState.SIGNALLED: N_("gesignaleerd"),
    PracticeState.COLLECTED: N_("verzameld"),
    PracticeState.ANALYSED: N_("geanalyseerd"),
    PracticeState.CONCLUDED: N_("afgerond"),
}
STATE_TONES = {
    PracticeState.SIGNALLED: "neutral",
    PracticeState.COLLECTED: "info",
    PracticeState.ANALYSED: "warn",
    PracticeState.CONCLUDED: "good",
}


def words() -> dict[str, object]:
    """How the templates word codes. A code that we no longer know is shown as it is."""
    world = worlds().refresh(db.session)
    domains, regions = world.labels_in("domains", language()), region_names(world)
    return {
        "domain_label": lambda code: domains.get(code, code),
        "region_label": lambda code: regions.get(code, code),
        "role_label": lambda code: gettext(ROLE_WORDS[code]) if code in ROLE_WORDS else code,
        "sort_label": lambda sort: gettext(SORT_WORDS[Sort(sort)]),
        "state_label": lambda state: gettext(STATE_WORDS[PracticeState(state)]),
        "state_tone": lambda state: STATE_TONES[PracticeState(state)],
        "by_label": lambda name: gettext("het open formulier") if name == PUBLIC else name,
        "domains": [(code, domains.get(code, code)) for code in DOMAINS],
        "regions": sorted(regions.items(), key=lambda item: item[1]),
        "roles": [(code, gettext(ROLE_WORDS[code])) for code in ROLES],
        "states": list(PracticeState)[1:],
        "sorts": list(Sort),
    }
