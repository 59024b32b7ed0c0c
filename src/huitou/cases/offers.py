"""The offers of a case: the open one found and answered, what an accepted one makes of the wish, offers in words.

Called by the verbs that move a case and by what shows an offer. It decides nothing.
"""

from datetime import datetime

from huitou.cases.models import Case, Kind, Offer, Remedy
from huitou.cases.reserving import release_variants
from huitou.core.actors import Actor, Role
from huitou.core.money import Money, format_money
from huitou.policies.rules.vocabulary import KINDS

# While an offer is open: it is the other side's turn.
ON_OFFER = ("offered", "counter_offered")


def open_offer(case: Case) -> Offer | None:
    """The offer that waits for an answer, if there is one."""
    return case.offers.filter(state=Offer.State.OPEN).select_related("sheet").first()


def close_offer(case: Case, state: Offer.State, actor: Actor, at: datetime) -> Offer | None:
    """Give the open offer its end; None where none was open."""
    offer = open_offer(case)
    if offer is not None:
        offer.state, offer.answered_at = state, at
        offer.answered_by = str(actor.role) if actor.role in (Role.BUYER, Role.MERCHANT) else ""
        offer.save(update_fields=["state", "answered_at", "answered_by"])
    return offer


def replace_open_offer(case: Case, actor: Actor, at: datetime) -> None:
    """Something else was decided: the open offer no longer counts."""
    if case.state in ON_OFFER:
        close_offer(case, Offer.State.REPLACED, actor, at)
        case.offer_keeps_goods = None


def money_instead(case: Case, *, keeps_goods: bool) -> None:
    """A sum that was agreed or granted settles the whole wish, whatever it was."""
    _settle_as(case, Kind.REFUND_ONLY if keeps_goods else Kind.RETURN_AND_REFUND)


def take_offer(case: Case, offer: Offer) -> None:
    """The accepted offer takes the place of the whole wish. Goods that were checked are at the shop already."""
    case.sheet = offer.sheet
    if offer.remedy:
        _settle_as(case, Kind(offer.remedy))
    else:
        money_instead(case, keeps_goods=offer.keeps_goods)


def words_of(offer: Offer, currency: str) -> str:
    """What is offered, in the active language: a sum, or goods."""
    return str(Remedy(offer.remedy).label) if offer.remedy else format_money(Money(offer.amount_minor, currency))


def _settle_as(case: Case, kind: Kind) -> None:
    told = KINDS[str(kind)]
    case.kind = kind
    case.brings_goods_back, case.replaces, case.repairs = told.goods_return, told.replaces, told.repairs
    case.ships_first = False
    release_variants(case)
    case.lines.update(kind=case.kind, variant=None, surcharge_minor=0)
