"""The offers of a case: the open one found and answered, what an accepted one makes of the wish, offers in words.

Called by the verbs that move a case and by what shows an offer. It decides nothing.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from huitou.cases.models import Case, Kind, Offer, Remedy
from huitou.cases.reserving import release_variants, reserve_variants
from huitou.cases.wishing import WishedLine
from huitou.core.actors import Actor, Role
from huitou.core.money import Money, format_money
from huitou.policies.rules.vocabulary import KINDS
from huitou.policies.texts import joined

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
    """The accepted offer takes the place of the whole wish. Goods that were checked are at the shop already.

    Raises SoldOut where what an exchange would bring has gone meanwhile.
    """
    case.sheet = offer.sheet
    if offer.remedy:
        _settle_as(case, Kind(offer.remedy))
        _take_variants(case, offer)
    else:
        money_instead(case, keeps_goods=offer.keeps_goods)


def words_of(offer: Offer, currency: str) -> str:
    """What is offered, in the active language: a sum, or goods."""
    if offer.variants:
        return _variants_in_words(offer, currency)
    return str(Remedy(offer.remedy).label) if offer.remedy else format_money(Money(offer.amount_minor, currency))


def _variants_in_words(offer: Offer, currency: str) -> str:
    words = gettext("an exchange for %(names)s") % {"names": joined(one["name"] for one in offer.variants.values())}
    back, more = offer.sheet.total_minor, offer.surcharge_minor
    if more:
        words += gettext(" (%(sum)s more to pay)") % {"sum": format_money(Money(more, currency))}
    if back:
        words += gettext(" (%(sum)s back)") % {"sum": format_money(Money(back, currency))}
    return words


def _take_variants(case: Case, offer: Offer) -> None:
    """Write on the lines what the exchange brings, and hold it."""
    wished = []
    for line in case.lines.order_by("order_line_id"):
        told = offer.variants.get(str(line.order_line_id))
        if told is None:
            continue
        line.variant_id, line.surcharge_minor = UUID(told["variant"]), max(0, int(told["surcharge_minor"]))
        line.save(update_fields=["variant", "surcharge_minor"])
        wished.append(
            WishedLine(
                line=line.order_line_id, quantity=line.quantity, reason=line.reason, variant=UUID(told["variant"])
            )
        )
    reserve_variants(wished)


def _settle_as(case: Case, kind: Kind) -> None:
    told = KINDS[str(kind)]
    case.kind = kind
    case.brings_goods_back, case.replaces, case.repairs = told.goods_return, told.replaces, told.repairs
    case.ships_first = case.choice_due = False
    release_variants(case, case.lines.all())
    case.lines.update(kind=case.kind, variant=None, surcharge_minor=0)
