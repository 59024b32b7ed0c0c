"""Who bears return shipping, by rule: one pure function. Imports nothing of Django.

A rule is named by what happened: `buyer` or `merchant`, whom the verdict names, and `lost`, where the carrier lost it.
"""

from collections.abc import Mapping
from typing import Final

from huitou.core.money import allocate

PARTIES: Final = ("merchant", "platform", "insurer", "carrier", "buyer")
RULES: Final = ("buyer", "merchant", "lost")
WHOLE: Final = 10_000
# Where a shop has set nothing: whom the verdict names, and the carrier for what it lost.
USUAL: Final[Mapping[str, Mapping[str, int]]] = {
    "buyer": {"buyer": WHOLE}, "merchant": {"merchant": WHOLE}, "lost": {"carrier": WHOLE},
}  # fmt: skip
# Whom an insurance relieves, in this order.
RELIEVED: Final = ("buyer", "merchant")


def valid(shares: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether these are rules: known names, nothing below zero, each adding up to the whole."""
    return all(
        rule in RULES
        and set(parts) <= set(PARTIES)
        and all(isinstance(part, int) and part >= 0 for part in parts.values())
        and sum(parts.values()) == WHOLE
        for rule, parts in shares.items()
    )


def split(cost_minor: int, rule: str, shares: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Party → minor units, without zeros; they add up to `cost_minor` (largest remainder first)."""
    weights = shares.get(rule) or USUAL[rule]
    parts = allocate(cost_minor, [weights.get(party, 0) for party in PARTIES])
    return {party: part for party, part in zip(PARTIES, parts, strict=True) if part}


def relieve(parts: Mapping[str, int], paid_minor: int) -> dict[str, int]:
    """Whom a claim of this sum relieves of how much: the buyer first, then the shop, never beyond their parts."""
    relieved, left = {}, paid_minor
    for party in RELIEVED:
        part = min(left, parts.get(party, 0))
        if part > 0:
            relieved[party] = part
            left -= part
    return relieved
