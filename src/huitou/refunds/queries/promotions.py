"""What an order was given for reaching a sum, with what earlier refunds took back of it. Inside the shop."""

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from huitou.orders.models import Order
from huitou.refunds.models import Refund, StoredSheet
from huitou.refunds.rules import rules_of_shop
from huitou.refunds.sheet_facts import Promotion

TAKING, GIVING = ("promotion", "promotion_limited"), "promotion_given_back"


def promotions_of(order: Order, line_ids: Mapping[str, str], instead_of: Collection[UUID]) -> tuple[Promotion, ...]:
    """The promotions of the order. `line_ids`: the lines' keys by their external ids. One query.

    `instead_of`: sheets whose place another one takes; what they took back the other one takes.
    """
    ever, back = _taken_before(order.pk, instead_of)
    return tuple(
        Promotion(
            title=kept["title"],
            kind=kept["kind"],
            tiers=tuple((start, off) for start, off in kept["tiers"]),
            shares=tuple((line_ids[name], share) for name, share in kept["shares"].items() if name in line_ids),
            taken_minor=max(0, ever[place] - back[place]),
            ever_taken_minor=max(0, ever[place]),
        )
        for place, kept in enumerate(order.promotions)
    )


def kept_by_the_shop(shop_id: UUID) -> str:
    """Why nothing is taken back: the shop has chosen so; empty where it takes it back."""
    return "" if rules_of_shop(shop_id).take_back_discounts else "shop"


def _taken_before(order_id: UUID, instead_of: Collection[UUID]) -> tuple[Counter[int], Counter[int]]:
    """By the promotion's place, what refunds that were not given up took back of it, and gave back of that."""
    sheets = Refund.objects.filter(order_id=order_id).exclude(state="failed").values("sheet_id")
    ever: Counter[int] = Counter()
    back: Counter[int] = Counter()
    standing = list(StoredSheet.objects.filter(pk__in=sheets).values_list("pk", "sheet", "facts__instead_of"))
    over = {*instead_of, *(UUID(earlier) for _, _, replaced in standing for earlier in replaced or ())}
    for stored in [sheet for key, sheet, _ in standing if key not in over]:
        for item in stored["items"]:
            if item["code"] in TAKING:
                ever[item["params"]["place"]] -= item["amount_minor"]
            elif item["code"] == GIVING:
                back[item["params"]["place"]] += item["amount_minor"]
    return ever, back
