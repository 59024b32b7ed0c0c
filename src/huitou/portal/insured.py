"""Insurance of return shipping as the buyer sees it: up to how much, and how the claim stands.

Called by the views of cases, inside the shop. Only reads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.insurance.facts import covers_of
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.values import credit_words, payer_words, say_claim, state_name
from huitou.orders.models import Order
from huitou.parcels.models import ParcelLine

TONES = {"paid": "done", "refused": "harm"}


@dataclass(frozen=True, slots=True)
class Insured:
    """What the case's page shows: the most that is paid, or the claim with its state, sentence and date.

    `more`: who pays for the insurance; once it has paid, how the buyer comes by the credit.
    """

    up_to: Money | None
    claim: FreightClaim | None = None
    state: str = ""
    tone: str = ""
    sentence: str = ""
    more: str = ""

    @property
    def settled_or_opened_at(self) -> datetime | None:
        """The claim's last moment that counts."""
        return None if self.claim is None else self.claim.settled_at or self.claim.opened_at


def insured_up_to(order: Order, lines: Iterable[UUID], at: datetime) -> Money | None:
    """The most that a return of these lines would be paid; None where their parcels are not insured (any more).

    One query for an order without insurance.
    """
    found = _best_cover(order, lines, at)
    return found.cover if found is not None else None


def _best_cover(order: Order, lines: Iterable[UUID], at: datetime) -> FreightCover | None:
    covers = [cover for cover in covers_of(order) if at < cover.ends_at]
    if not covers:
        return None
    holding = ParcelLine.objects.filter(parcel__in=[cover.parcel_id for cover in covers], order_line__in=list(lines))
    bound = set(holding.values_list("parcel_id", flat=True))
    used = set(
        FreightClaim.objects.filter(cover__in=covers).exclude(state="refused").values_list("cover_id", flat=True)
    )
    left = [cover for cover in covers if cover.parcel_id in bound and cover.pk not in used]
    return max(left, key=lambda cover: cover.cover_minor, default=None)


def case_insurance(case: Case, lines: Iterable[UUID], shop: Shop, at: datetime) -> Insured | None:
    """The claim of the case's return; before it, what is covered. None where nothing comes back or is insured."""
    if case.goods_return_id is None:
        return None
    claim = FreightClaim.objects.filter(goods_return_id=case.goods_return_id).first()
    if claim is None:
        cover = _best_cover(case.order, lines, at) if case.closed_at is None else None
        return None if cover is None else Insured(cover.cover, more=payer_words(cover))
    return Insured(
        None, claim, state_name(claim.state), TONES.get(claim.state, ""), say_claim(claim, Role.BUYER, shop, at),
        credit_words(claim, shop),
    )  # fmt: skip
