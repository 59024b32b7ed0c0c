"""Why a parcel is late, from a carrier's own words: a code that pages can say in the reader's language. Pure data."""

import re
from collections.abc import Mapping

N_ = str

# The first that fits wins: what is outside everybody's power before what somebody did.
_SIGNS: Mapping[str, str] = {
    "weather": r"weather|storm|snow|hurricane|typhoon|flood|blizzard|unwetter|schnee|"
    r"天气|天氣|台风|颱風|暴雨|暴雪|大雪|洪水",
    "strike": r"\bstrike\b|industrial action|streik|罢工|罷工",
    "holiday": r"holiday|closed for|feiertag|节假日|節假日|春节|春節|放假|休市",
    "customs": r"customs|clearance|zoll|海关|海關|清关|清關|报关|報關",
    "address": r"address|adresse|地址",
    "missorted": r"mis-?sort|mis-?rout|wrong (?:facility|depot)|错发|錯發|错分|錯分",
    "flight": r"flight|mechanical|vehicle|truck|traffic|accident|航班|航空|车辆|車輛|交通|事故",
    "volume": r"volume|peak|backlog|capacity|爆仓|爆倉|积压|積壓|货量|貨量",
}
_COMPILED = {code: re.compile(signs, re.IGNORECASE) for code, signs in _SIGNS.items()}

WORDS: Mapping[str, str] = {
    "weather": N_("weather"),
    "strike": N_("a strike"),
    "holiday": N_("a public holiday"),
    "customs": N_("customs"),
    "address": N_("the address"),
    "missorted": N_("it went to the wrong depot"),
    "flight": N_("a late flight or truck"),
    "volume": N_("very many parcels"),
}


def cause_of(text: str) -> str:
    """The cause that the words name, or ""."""
    return next((code for code, signs in _COMPILED.items() if signs.search(text)), "")
