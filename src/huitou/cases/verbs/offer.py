"""Agreeing on something else: one side offers, the other accepts, declines or offers back; silence lets it lapse."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Offer, Remedy
from huitou.cases.offering import PlannedOffer, plan_offer
from huitou.cases.offers import close_offer, open_offer, take_offer
from huitou.cases.seen import demand_seen
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict
from huitou.core.flow import NotTheirTurn
from huitou.core.verbs import verb
from huitou.refunds.verbs import store_sheet

# How long the shop may let the buyer think it over: from a day to a week.
Hours = Annotated[int, Field(ge=24, le=168)]


class OffersUsedUp(Conflict):
    """An offer more than a side can make: each one stops the clock."""

    code = "offers_used_up"
    message = _("You have made %(most)s offers for this request. Answer it with what is possible besides.")


class OfferChanged(Conflict):
    """The offer that was seen is not the open one any more."""

    code = "offer_changed"
    message = _("There is another offer now. Look at it before you answer.")


@verb(CASE, "offer")
def offer(
    *,
    case: Case,
    actor: Actor,
    at: datetime,
    amount_minor: int,
    keeps_goods: bool = True,
    remedy: Remedy | None = None,
    variants: dict[UUID, UUID] | None = None,
    hours: Hours | None = None,
    note: str = "",
) -> dict[str, Any]:
    """Offer `amount_minor` instead of the wish, or a `remedy` and no sum; with `keeps_goods` the buyer keeps the items.

    Either side offers, and answers the other's open offer by it. `variants`: order line → what it is exchanged for,
    where that is not the same again; what it costs more or less is settled by the offer. `hours`: how long the shop's
    offer stands.
    Raises: OfferOutOfBounds, SumOrGoods, VariantsOfExchanges, VariantUnknown, SoldOut, LineOfAnotherOrder,
    OffersUsedUp, NotTheirTurn.
    """
    _demand_offers_left(case, actor)
    countered = close_offer(case, Offer.State.COUNTERED, actor, at)
    planned = plan_offer(case, amount_minor, keeps_goods=keeps_goods, remedy=remedy, variants=variants or {})
    made = _write(case, planned, amount_minor, remedy, hours, actor, at)
    case.offer_keeps_goods = made.keeps_goods
    if actor.role == Role.BUYER:
        case.buyer_offers += 1
        if case.stands not in ("requested", "goodwill"):
            case.clock_left = None  # the shop has answered already: this is a new question with a time of its own
    else:
        case.answered_at = case.answered_at or at
    return {
        **_told(made),
        "answers": countered.pk if countered else None,
        "note": _said(case, actor, at, note, "offer"),
    }


@verb(CASE, "accept_offer")
def accept_offer(
    *, case: Case, actor: Actor, at: datetime, seen_minor: int | None = None, seen_offer: UUID | None = None
) -> dict[str, Any]:
    """Accept the other side's open offer; its sheet is what is paid.

    `seen_minor`, `seen_offer`: the sum and the offer that were seen; another one is refused.
    Raises: SheetChanged, OfferChanged, SoldOut, NotTheirTurn.
    """
    accepted = _answer(case, Offer.State.ACCEPTED, seen_offer, actor, at)
    demand_seen(seen_minor, accepted.amount_minor, accepted.sheet.currency)
    take_offer(case, accepted)
    if actor.role == Role.MERCHANT:
        case.answered_at = case.answered_at or at
    return {
        "offer": accepted.pk,
        "amount_minor": accepted.amount_minor,
        "remedy": accepted.remedy,
        "sheet": accepted.sheet.digest,
    }


@verb(CASE, "decline_offer")
def decline_offer(
    *, case: Case, actor: Actor, at: datetime, note: str = "", seen_offer: UUID | None = None
) -> dict[str, Any]:
    """Decline the other side's open offer; the case stands as it was and the shop's clock goes on."""
    declined = _answer(case, Offer.State.DECLINED, seen_offer, actor, at)
    case.offer_keeps_goods = None
    return {"offer": declined.pk, "note": _said(case, actor, at, note, "decline_offer")}


@verb(CASE, "recall_offer")
def recall_offer(*, case: Case, actor: Actor, at: datetime, seen_offer: UUID | None = None) -> dict[str, Any]:
    """Take back one's own open offer, and nothing else: the case stands as it was. Raises: OfferChanged."""
    found = open_offer(case)
    if found is None or (seen_offer is not None and seen_offer != found.pk):
        raise OfferChanged()
    close_offer(case, Offer.State.RECALLED, actor, at)
    case.offer_keeps_goods = None
    return {"offer": found.pk}


@verb(CASE, "lapse_offer")
def lapse_offer(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The other side did not answer: the offer lapses, the case stands as it was, the shop's clock goes on."""
    lapsed = close_offer(case, Offer.State.LAPSED, actor, at)
    case.offer_keeps_goods = None
    return {"offer": lapsed.pk if lapsed else None}


def _demand_offers_left(case: Case, actor: Actor) -> None:
    allowed = Case.OFFERS_PER_ATTEMPT * case.attempt
    if case.offers.filter(by=str(actor.role)).count() >= allowed:
        raise OffersUsedUp(most=allowed)


def _write(
    case: Case,
    planned: PlannedOffer,
    amount_minor: int,
    remedy: Remedy | None,
    hours: int | None,
    actor: Actor,
    at: datetime,
) -> Offer:
    return Offer.objects.create(
        shop_id=actor.shop_id,
        case=case,
        by=str(actor.role),
        sheet=store_sheet(actor=actor, at=at, order_id=case.order_id, facts=planned.facts),
        remedy=remedy or "",
        variants=planned.variants,
        amount_minor=amount_minor,
        keeps_goods=planned.keeps_goods,
        hours=hours if actor.role == Role.MERCHANT else None,
        made_at=at,
    )


def _told(made: Offer) -> dict[str, Any]:
    """What the event holds of it."""
    return {
        "offer": made.pk,
        "amount_minor": made.amount_minor,
        "currency": made.sheet.currency,
        "keeps_goods": made.keeps_goods,
        "remedy": made.remedy,
        "variants": {line: one["variant"] for line, one in made.variants.items()},
        "surcharge_minor": made.surcharge_minor,
        "sheet": made.sheet.digest,
    }


def _answer(case: Case, state: Offer.State, seen: UUID | None, actor: Actor, at: datetime) -> Offer:
    """The open offer, closed by the other side. Nobody answers their own."""
    found = open_offer(case)
    if found is None or found.by == str(actor.role):
        raise NotTheirTurn(machine=CASE.name, state=case.state, action="accept_offer", role=str(actor.role))
    if seen is not None and seen != found.pk:
        raise OfferChanged()
    closed = close_offer(case, state, actor, at)
    assert closed is not None  # found above, under the case's lock
    return closed


def _said(case: Case, actor: Actor, at: datetime, note: str, action: str) -> dict[str, str] | None:
    return write_message(case, actor, at, body=note, with_action=action).told if note.strip() else None
