"""All offers of a case in words: who offered what and when, and what the other side answered.

Called by the case's pages of buyer and shop. Reads nothing: the offers come from `cases.queries.case_page`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext

from huitou.cases.models import Offer
from huitou.cases.offers import words_of
from huitou.cases.telling import who_did
from huitou.core.actors import Role
from huitou.core.models import Shop


@dataclass(frozen=True, slots=True)
class OfferTold:
    """One offer. `goods`: what becomes of them; `answer`: the word for its state; `tone`: of that word."""

    who: str
    what: str
    goods: str
    at: datetime
    answer: str
    answered_at: datetime | None
    open: bool
    tone: str


def offer_history(offers: Iterable[Offer], currency: str, shop: Shop, reader: Role) -> list[OfferTold]:
    """The offers in the active language, oldest first."""
    return [_told(offer, currency, shop, reader) for offer in offers]


def _told(offer: Offer, currency: str, shop: Shop, reader: Role) -> OfferTold:
    by = Role(offer.by)
    return OfferTold(
        who=pgettext("who", "You") if by == reader else who_did(by, shop),
        what=words_of(offer, currency),
        goods=_goods(offer, reader),
        at=offer.made_at,
        answer=str(Offer.State(offer.state).label),
        answered_at=offer.answered_at,
        open=offer.state == Offer.State.OPEN,
        tone={"accepted": "good", "open": "now"}.get(offer.state, ""),
    )


def _goods(offer: Offer, reader: Role) -> str:
    """Said for sums only: of an exchange or a repair everybody knows that the goods travel."""
    if offer.remedy:
        return ""
    if reader == Role.BUYER:
        return gettext("You keep the goods.") if offer.keeps_goods else gettext("The goods go to the shop.")
    return gettext("The buyer keeps the goods.") if offer.keeps_goods else gettext("The goods go to the shop.")
