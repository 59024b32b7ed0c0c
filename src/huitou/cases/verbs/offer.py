"""Agreeing on something else: one side offers, the other accepts, declines or offers back; silence lets it lapse."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from huitou.cases.judging import agreed_sheet, exchange_sheet, goods_sheet, most_to_offer
from huitou.cases.machine import CASE
from huitou.cases.messages import write_message
from huitou.cases.models import Case, Offer, Remedy
from huitou.cases.offers import close_offer, open_offer, take_offer
from huitou.cases.seen import demand_seen
from huitou.cases.wishing import WishedLine, surcharge_minor
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Invalid
from huitou.core.flow import NotTheirTurn
from huitou.core.money import format_money
from huitou.core.verbs import verb
from huitou.orders.models import Variant
from huitou.refunds.models import StoredSheet
from huitou.refunds.queries.facts import LineOfAnotherOrder

# How long the shop may let the buyer think it over: from a day to a week.
Hours = Annotated[int, Field(ge=24, le=168)]


class OffersUsedUp(Conflict):
    """An offer more than a side can make: each one stops the clock."""

    code = "offers_used_up"
    message = _("You have made %(most)s offers for this request. Answer it with what is possible besides.")


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
    keeps_goods = keeps_goods and case.stands != "contested"  # there the goods are at the shop
    countered = close_offer(case, Offer.State.COUNTERED, actor, at)
    exchanged = _exchanged(case, remedy, variants or {})
    sheet = _sheet(case, amount_minor, keeps_goods, remedy, exchanged, actor, at)
    made = Offer.objects.create(
        shop_id=actor.shop_id,
        case=case,
        by=str(actor.role),
        sheet=sheet,
        remedy=remedy or "",
        variants=_told_variants(case, exchanged),
        amount_minor=amount_minor,
        keeps_goods=keeps_goods if remedy is None else remedy == Remedy.RESHIP,
        hours=hours if actor.role == Role.MERCHANT else None,
        made_at=at,
    )
    case.offer_keeps_goods = made.keeps_goods
    if actor.role == Role.BUYER:
        case.buyer_offers += 1
        if case.stands not in ("requested", "goodwill"):
            case.clock_left = None  # the shop has answered already: this is a new question with a time of its own
    else:
        case.answered_at = case.answered_at or at
    return {
        "offer": made.pk,
        "answers": countered.pk if countered else None,
        "amount_minor": amount_minor,
        "currency": sheet.currency,
        "keeps_goods": made.keeps_goods,
        "remedy": made.remedy,
        "variants": {line: one["variant"] for line, one in made.variants.items()},
        "surcharge_minor": made.surcharge_minor,
        "sheet": sheet.digest,
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


def _sheet(
    case: Case,
    amount_minor: int,
    keeps_goods: bool,
    remedy: Remedy | None,
    exchanged: list[WishedLine],
    actor: Actor,
    at: datetime,
) -> StoredSheet:
    """The bill of the offer. Raises OfferOutOfBounds, SumOrGoods."""
    if remedy is not None:
        if amount_minor or case.stands == "contested":
            raise SumOrGoods()
        if exchanged:
            return exchange_sheet(case, exchanged, actor=actor, at=at)
        return goods_sheet(case, actor=actor, at=at)
    most = most_to_offer(case)
    if not 0 < amount_minor <= most.minor:
        raise OfferOutOfBounds(most=format_money(most))
    return agreed_sheet(case, amount_minor, keeps_goods=keeps_goods, actor=actor, at=at)


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


def _told_variants(case: Case, exchanged: list[WishedLine]) -> dict[str, dict[str, Any]]:
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
