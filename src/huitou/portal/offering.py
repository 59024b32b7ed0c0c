"""What the buyer offers, as a form: a sum with or without the goods, or goods instead of money.

Called by the deeds of a case. It reads what was typed; bounds and turns are the verb's matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from huitou.cases.judging import most_to_offer
from huitou.cases.models import Case, Remedy
from huitou.cases.queries import CasePage
from huitou.cases.variant_choices import PREFIX, VariantChoice, variant_choices
from huitou.core.money import Money, exponent, format_money, parse_amount

N_ = str
KEEP, BACK = "keep", "back"
WAYS: Mapping[str, str] = {KEEP: N_("Money, and I keep the goods"), BACK: N_("Money, and the goods go to the shop")}


@dataclass(frozen=True, slots=True)
class OfferForm:
    """The fields with what was typed. `most` is the highest sum that is possible; `step` what the slider moves by."""

    currency: str
    most: Money
    most_text: str
    step_text: str
    amount: str
    way: str
    ways: list[dict[str, str]]
    checked: bool
    variants: list[VariantChoice]
    error: str = ""

    @property
    def help(self) -> str:
        return _("At most %(most)s, what was paid for these items.") % {"most": format_money(self.most)}


def offer_form(page: CasePage, typed: Mapping[str, str], error: str = "") -> OfferForm:
    """The form for the case as it stands. Inside `in_shop`."""
    case = page.case
    most = most_to_offer(case)
    checked = case.stands == "contested"
    ways = [] if checked else _ways()
    return OfferForm(
        currency=most.currency,
        most=most,
        most_text=_plain(most),
        step_text=_plain(Money(10 ** exponent(most.currency), most.currency)),
        amount=typed.get("amount", "") or _plain(_between(page, most)),
        way=typed.get("way_of_offer", "") or KEEP,
        ways=ways,
        checked=checked,
        variants=[] if checked else variant_choices(page.lines, most.currency),
        error=error,
    )


def offer_inputs(page: CasePage, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the verb gets. Raises AmountMalformed."""
    given: dict[str, Any] = {"note": typed.get("note", "")}
    way = typed.get("way_of_offer", KEEP)
    if way in Remedy.values:
        chosen = {
            name.removeprefix(PREFIX): value for name, value in typed.items() if name.startswith(PREFIX) and value
        }
        variants = {"variants": chosen} if chosen and way == Remedy.EXCHANGE else {}
        return {**given, "amount_minor": 0, "remedy": way, **variants}
    amount = parse_amount(typed.get("amount", ""), page.case.sheet.currency)
    return {**given, "amount_minor": amount.minor, "keeps_goods": way == KEEP}


def _ways() -> list[dict[str, str]]:
    found = [{"value": value, "label": _(label)} for value, label in WAYS.items()]
    for remedy in Remedy:
        words = str(remedy.label)
        found.append({"value": str(remedy), "label": words[:1].upper() + words[1:]})
    return found


def _between(page: CasePage, most: Money) -> Money:
    """Where the slider begins: halfway between what the shop offers (or nothing) and what was asked for."""
    case: Case = page.case
    asked = min(case.sheet.total_minor or most.minor, most.minor)
    floor = page.offer.amount_minor if page.offer is not None else case.reduced_minor if case.reduced_sheet_id else 0
    unit = 10 ** exponent(most.currency)
    half = (asked + floor) // 2
    return Money(max(min(most.minor, half // unit * unit or half), 1), most.currency)


def _plain(money: Money) -> str:
    """As a number field takes it: `128.00`."""
    return str(Decimal(money.minor).scaleb(-exponent(money.currency)))
