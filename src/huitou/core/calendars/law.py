"""Where the law moves the end of a term off a day off, by country of the shop. Data; read by `calendar` and the docs.

A term of the law counts calendar days everywhere; only its last day can move.
"""

from collections.abc import Mapping

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
_REGULATION = "Regulation (EEC, Euratom) No 1182/71, Article 3(4)"

ROLLS_OVER: Mapping[str, str] = {
    "CN": "民法典 第二百零三条",
    "TW": "民法 第122條",
    "KR": "민법 제161조",
    **dict.fromkeys(_EU, _REGULATION),
}


def rolls_over(country: str) -> bool:
    """Whether a term that ends on a Saturday, Sunday or public holiday ends on the next working day instead."""
    return country in ROLLS_OVER
