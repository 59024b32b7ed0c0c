"""What a trade adds to the ready policy of its country: longer windows, kinds of help, exclusions that the law knows.

Called by `presets.preset_for`. The files in `trades/` are data over any country's preset: they only ever give buyers
more, except for exclusions, of which only those are taken over that the country's law allows, with what it demands.
"""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any, Final

from huitou.policies.law.book import STATUTES
from huitou.policies.law.statute import NoReason
from huitou.policies.rules.vocabulary import BUYER_REASONS, N_

TRADES: Final[dict[str, str]] = {
    "fashion": N_("Clothes and shoes"),
    "electronics": N_("Electronics"),
    "food": N_("Food"),
    "digital": N_("Books and digital goods"),
    "handmade": N_("Handmade and made to order"),
    "beauty": N_("Beauty and care"),
}
# Where no law says more, these hold only once the buyer has opened the goods.
WHEN_OPENED: Final = frozenset({"opened_hygiene", "unsealed_media", "unsealed_safety", "activated"})


def for_trade(document: dict[str, Any], trade: str) -> dict[str, Any]:
    """Return a country's policy with what the trade adds. Raises: KeyError for a trade that is not in `TRADES`."""
    if trade not in TRADES:
        raise KeyError(trade)
    adds = json.loads(_text(trade))
    result = deepcopy(document)
    for name, days in adds.get("terms", {}).items():
        result["terms"][name] = min(days, result["terms"].get(name, days))
    if "no_reason_days" in adds:
        _lengthen(result["rules"], adds["no_reason_days"])
    for offer in adds.get("offers", []):
        result["rules"] = _with_offer(result["rules"], offer)
    for ground in adds.get("exclusions", []):
        _exclude(result, ground)
    return result


def _after_delivery(rule: dict[str, Any]) -> bool:
    return bool(rule["when"].get("stages", ["delivered"]) == ["delivered"])


def _lengthen(rules: list[dict[str, Any]], days: int) -> None:
    for rule in rules:
        if _after_delivery(rule) and set(rule["when"].get("reasons", ())) <= BUYER_REASONS:
            for offer in rule["offers"]:
                if "days" in offer["window"]:
                    offer["window"]["days"] = max(days, offer["window"]["days"])


def _with_offer(rules: list[dict[str, Any]], added: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the kind for exactly these reasons; a rule that speaks of others too is split, and both decide as before."""
    wanted, found = set(added["reasons"]), []
    for rule in rules:
        reasons = rule["when"].get("reasons", [])
        shared = [code for code in reasons if code in wanted]
        if not shared or not _after_delivery(rule):
            found.append(rule)
            continue
        own = deepcopy(rule)
        if len(shared) < len(reasons):
            own["id"] = _free(f"{rule['id']}-{added['kind'].replace('_', '-')}", [*rules, *found])
            own["when"]["reasons"] = shared
            rule = deepcopy(rule)
            rule["when"]["reasons"] = [code for code in reasons if code not in wanted]
            found.extend((own, rule))
        else:
            found.append(own)
        _give(own, added)
    return found


def _give(rule: dict[str, Any], added: dict[str, Any]) -> None:
    held = next((offer for offer in rule["offers"] if offer["kind"] == added["kind"]), None)
    if held is None:
        offer: dict[str, Any] = {"kind": added["kind"], "window": {"clock": "delivery", "days": added["days"]}}
        rule["offers"].append(offer | ({"evidence": added["evidence"]} if added.get("evidence") else {}))
    elif "days" in held["window"]:
        held["window"]["days"] = max(added["days"], held["window"]["days"])


def _free(name: str, rules: list[dict[str, Any]]) -> str:
    taken = {rule["id"] for rule in rules}
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 99))) if one not in taken)


def _exclude(document: dict[str, Any], ground: str) -> None:
    held = document.setdefault("exclusions", [])
    if any(exclusion["because"] == ground for exclusion in held):
        return
    law = _withdrawal(document["country"])
    demand = "" if law is None else law.exclusions.get(ground)
    if demand is None:
        return  # the law knows no such exclusion
    item: dict[str, Any] = {"id": ground.replace("_", "-"), "because": ground, "goods": {"traits": [ground]}}
    if demand == "opened" or (law is None and ground in WHEN_OPENED):
        item["if_opened"] = True
    if demand == "confirmed":
        item["needs_confirmation"] = True
    held.append(item)


def _withdrawal(country: str) -> NoReason | None:
    now = (found for found in STATUTES if found.topic == "withdrawal" and found.valid_until is None)
    return next((s.says for s in now if country in s.countries and isinstance(s.says, NoReason)), None)


@cache
def _text(trade: str) -> str:
    return resources.files(__package__).joinpath("trades", f"{trade}.json").read_text(encoding="utf-8")
