"""Agreeing on something else: the shop offers a sum, the buyer accepts or declines, silence lets it lapse."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.judging import agreed_sheet, most_to_offer
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Offer
from huitou.cases.offers import close_offer
from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.money import format_money
from huitou.core.verbs import verb


class OffersUsedUp(Conflict):
    """An offer more than a request can hold: each one stops the shop's clock."""

    code = "offers_used_up"
    message = _("You have made %(most)s offers for this request. Agree to it or refuse it, with your reason.")


class OfferOutOfBounds(Invalid):
    """An offer of nothing, or of more than can be paid back."""

    code = "offer_out_of_bounds"
    message = _("Offer an amount above zero and at most %(most)s: more was not paid for these items.")


@verb(CASE, "offer")
def offer(
    *, case: Case, actor: Actor, at: datetime, amount_minor: int, keeps_goods: bool = True, note: str = ""
) -> dict[str, Any]:
    """Offer `amount_minor` instead of the wish; with `keeps_goods` the buyer keeps the items.

    Raises: OfferOutOfBounds, OffersUsedUp, NotTheirTurn.
    """
    allowed = Case.OFFERS_PER_ATTEMPT * case.attempt
    if case.offers.count() >= allowed:
        raise OffersUsedUp(most=allowed)
    most = most_to_offer(case)
    if not 0 < amount_minor <= most.minor:
        raise OfferOutOfBounds(most=format_money(most))
    sheet = agreed_sheet(case, amount_minor, keeps_goods=keeps_goods, actor=actor, at=at)
    made = Offer.objects.create(
        shop_id=actor.shop_id,
        case=case,
        sheet=sheet,
        amount_minor=amount_minor,
        keeps_goods=keeps_goods,
        made_at=at,
    )
    case.offer_keeps_goods = keeps_goods
    case.answered_at = case.answered_at or at
    told = write_message(case, actor, at, body=note, with_action="offer").told if note.strip() else None
    return {
        "offer": made.pk,
        "amount_minor": amount_minor,
        "currency": sheet.currency,
        "keeps_goods": keeps_goods,
        "sheet": sheet.digest,
        "note": told,
    }


@verb(CASE, "accept_offer")
def accept_offer(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Accept the open offer; its sheet is what is paid."""
    accepted = close_offer(case, Offer.State.ACCEPTED, at)
    assert accepted is not None  # the state `offered` has an open offer
    case.sheet = accepted.sheet
    return {"offer": accepted.pk, "amount_minor": accepted.amount_minor, "sheet": accepted.sheet.digest}


@verb(CASE, "decline_offer")
def decline_offer(*, case: Case, actor: Actor, at: datetime, note: str = "") -> dict[str, Any]:
    """Decline the open offer; the request stands as it was and the shop's clock goes on."""
    declined = close_offer(case, Offer.State.DECLINED, at)
    case.offer_keeps_goods = None
    told = write_message(case, actor, at, body=note, with_action="decline_offer").told if note.strip() else None
    return {"offer": declined.pk if declined else None, "note": told}


@verb(CASE, "lapse_offer")
def lapse_offer(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer did not answer: the offer lapses, the request stands, the shop's clock goes on."""
    lapsed = close_offer(case, Offer.State.LAPSED, at)
    case.offer_keeps_goods = None
    return {"offer": lapsed.pk if lapsed else None}
