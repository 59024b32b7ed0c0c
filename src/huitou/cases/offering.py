"""What an offer would be: its bill and what an exchange brings. The one code that previews and performs it.

Called by the desk while an offer is typed, and by the verb that makes it. It writes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.judging import agreed_facts, most_to_offer
from huitou.cases.models import Case, Remedy
from huitou.cases.wishing import WishedLine, surcharge_minor, wanted_of
from huitou.core.errors import Invalid
from huitou.core.money import Money, format_money
from huitou.orders.models import Variant
from huitou.refunds.queries.facts import LineOfAnotherOrder, sheet_facts
from huitou.refunds.sheet import Fees, Sheet, SheetFacts, compute


class OfferOutOfBounds(Invalid):
    """An offer of nothing, or of more than can be paid back."""

    code = "offer_out_of_bounds"
    message = _("Offer an amount above zero and at most %(most)s: more was not paid for these items.")


class SumOrGoods(Invalid):
    """A sum and goods at once, or goods where they are at the shop already."""

    code = "sum_or_goods"
    message = _("Offer either a sum or goods. Goods that are back at the shop can only be settled with a sum.")


class VariantsOfExchanges(Invalid):
    """Other variants with an offer that sends nothing else."""

    code = "variants_of_exchanges"
    message = _("Another variant can only be offered with an exchange.")


@dataclass(frozen=True, slots=True)
class PlannedOffer:
    """`facts` of its bill; `variants` as `Offer.variants` keeps them; `keeps_goods`: whether nothing comes back."""

    facts: SheetFacts
    variants: dict[str, dict[str, Any]]
    keeps_goods: bool

    @property
    def sheet(self) -> Sheet:
        """What the buyer gets back."""
        return compute(self.facts)

    @property
    def surcharge(self) -> Money:
        """What the buyer pays on top."""
        more = sum(max(0, int(one["surcharge_minor"])) for one in self.variants.values())
        return Money(more, self.facts.currency)


def plan_offer(
    case: Case, amount_minor: int, *, keeps_goods: bool, remedy: Remedy | None, variants: Mapping[UUID, UUID]
) -> PlannedOffer:
    """A sum instead of the wish, or a remedy and no sum, as `verbs.offer` takes them. Inside `in_shop`.

    Raises: OfferOutOfBounds, SumOrGoods, VariantsOfExchanges, VariantUnknown, SoldOut, LineOfAnotherOrder.
    """
    exchanged = _exchanged(case, remedy, variants)
    if remedy is not None:
        if amount_minor or case.stands == "contested":
            raise SumOrGoods()
        return PlannedOffer(_goods_facts(case, exchanged), _told(case, exchanged), remedy == Remedy.RESHIP)
    most = most_to_offer(case)
    if not 0 < amount_minor <= most.minor:
        raise OfferOutOfBounds(most=format_money(most))
    kept = keeps_goods and case.stands != "contested"  # there the goods are at the shop
    return PlannedOffer(agreed_facts(case, amount_minor, kept), {}, kept)


def _goods_facts(case: Case, exchanged: list[WishedLine]) -> SheetFacts:
    """Goods instead of money: nothing is paid, but what another variant costs less."""
    wanted = wanted_of(case.order, "exchange", exchanged)
    apart = None if exchanged else case.paid_ahead
    return sheet_facts(case.order_id, wanted, fees=Fees(), goods_only=not wanted, apart_from=apart)


def _exchanged(case: Case, remedy: Remedy | None, variants: Mapping[UUID, UUID]) -> list[WishedLine]:
    """The lines for which another variant is offered. Raises VariantsOfExchanges, LineOfAnotherOrder."""
    if not variants:
        return []
    if remedy != Remedy.EXCHANGE:
        raise VariantsOfExchanges()
    lines = {line.order_line_id: line for line in case.lines.all()}
    if not set(variants) <= set(lines):
        raise LineOfAnotherOrder()
    return [
        WishedLine(line=key, quantity=lines[key].quantity, reason=lines[key].reason, variant=variant)
        for key, variant in sorted(variants.items())
    ]


def _told(case: Case, exchanged: list[WishedLine]) -> dict[str, dict[str, Any]]:
    """What the offer keeps of them, so that what was shown is what is charged."""
    names = {found.pk: str(found) for found in Variant.objects.filter(pk__in=[line.variant for line in exchanged])}
    return {
        str(line.line): {
            "variant": str(line.variant),
            "name": names[line.variant],
            "surcharge_minor": surcharge_minor(case.order, line),
        }
        for line in exchanged
        if line.variant is not None
    }
