"""Take out a cover for a parcel that leaves. Called by the subscriber of shipping, the API, importers and the desk."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case
from huitou.core import events, jobs
from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.ids import new_id, new_ref
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.insurance import booking
from huitou.insurance.access import terms_of_shop
from huitou.insurance.jobs import place
from huitou.insurance.models import FreightCover, InsuranceTerms, Payer
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.insurance.risk import RiskFacts, assess, cover_minor, premium_minor
from huitou.insurance.stops import platform_stopped
from huitou.logistics.models import GoodsReturn
from huitou.orders.models import Line, Order
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel, ParcelLine
from huitou.parcels.weights import demand_weight

# After that long a parcel cannot be insured any more: by then buyers know whether they return it.
INSURED_WITHIN = timedelta(hours=72)
INSURE = "insurance.insure"


class CannotBeInsured(Conflict):
    """The parcel is not to be insured: `reason` says why, as a code."""

    code = "cannot_be_insured"
    message = _("This parcel cannot be insured (%(reason)s). See the terms of the insurance.")


@verb
def insure(
    *, parcel: Parcel | UUID | str, actor: Actor, at: datetime, payer: str = "", grams: int | None = None,
    holder: str = "",
) -> FreightCover:  # fmt: skip
    """The parcel's cover; the one that it has already when called again.

    `payer`: who pays the premium, the terms' by default; `grams`: what the parcel weighs; `holder`: the buyer's name at
    the insurer, where one is asked. Raises: CannotBeInsured, WeightInvalid, NotFound, Forbidden.
    """
    actor.require(INSURE)
    found = access_parcel(actor, parcel, lock=True)
    known = FreightCover.objects.filter(parcel=found).first()
    if known is not None:
        return known
    demand_weight(grams)
    terms = terms_of_shop(actor.shop_id)
    order = Order.objects.get(pk=found.order_id)
    payer = payer or terms.payer
    _demand_insurable(found, order, terms, payer, at)
    inside = list(ParcelLine.objects.filter(parcel=found).values_list("order_line__category", "quantity"))
    weight = grams or terms.piece_grams * max(1, sum(quantity for _category, quantity in inside))
    own = terms.insurer == OWN_POOL
    covers = cover_minor(terms.rows, country=order.country, region=order.region, grams=weight)
    if covers is None:
        if own:
            raise CannotBeInsured(reason="destination")
        covers = 1  # the insurer says itself what it covers
    facts = _facts(order, {category for category, _quantity in inside})
    assessed = assess(facts, by_buyer=payer != Payer.BUYER)
    cover = FreightCover(
        id=new_id(), shop_id=actor.shop_id, order=order, parcel=found, ref=new_ref("N"),
        state="in_force" if own else "placing", payer=payer, insurer=terms.insurer, backer=terms.backer,
        risk_class=assessed.risk_class, because=assessed.as_json(facts), grams=weight, currency=order.currency,
        premium_minor=premium_minor(assessed.risk_class, covers), cover_minor=covers, holder=holder.strip()[:80],
        starts_at=at, ends_at=at + timedelta(days=terms.days),
    )  # fmt: skip
    _record(cover, "insured" if own else "requested", actor, at)
    cover.save(force_insert=True)
    if own:
        booking.book_premium(cover, at)
    else:
        jobs.enqueue(place, shop=str(actor.shop_id), cover=str(cover.pk))
    return cover


@verb
def record_cover(
    *, cover: UUID, reference: str, premium: int, covers: int, ends_at: datetime | None, actor: Actor, at: datetime
) -> FreightCover:
    """The insurer has insured it, for this premium and cover. Said twice, it is said once."""
    row = FreightCover.objects.select_for_update(no_key=True).get(pk=cover)
    if row.state != "placing":
        return row
    row.state, row.reference, row.failure_code = "in_force", reference[:80], ""
    row.premium_minor, row.cover_minor, row.ends_at = premium, covers, ends_at or row.ends_at
    _record(row, "insured", actor, at)
    row.save()
    booking.book_premium(row, at)
    return row


@verb
def record_decline(*, cover: UUID, failure_code: str, actor: Actor, at: datetime) -> FreightCover:
    """The insurer does not insure it: nothing is booked."""
    row = FreightCover.objects.select_for_update(no_key=True).get(pk=cover)
    if row.state != "placing":
        return row
    row.state, row.failure_code = "declined", failure_code[:60]
    _record(row, "declined", actor, at)
    row.save()
    return row


def _demand_insurable(parcel: Parcel, order: Order, terms: InsuranceTerms, payer: str, at: datetime) -> None:
    gone = (Parcel.State.DELIVERED, Parcel.State.RETURNED, Parcel.State.LOST)
    platform = Payer.PLATFORM in (payer, terms.backer)
    reasons = {
        "payer": payer not in Payer.values,
        "no_terms": terms._state.adding,
        "not_outbound": parcel.direction != Parcel.Direction.OUTBOUND,
        "currency": order.currency != open_shop_row().currency,
        "too_late": parcel.shipped_at is not None and parcel.shipped_at < at - INSURED_WITHIN,
        "parcel_ended": parcel.state in gone and parcel.shipped_at is None,
        "return_asked": Case.objects.filter(order=order).exists() or GoodsReturn.objects.filter(order=order).exists(),
        "platform_stopped": platform and platform_stopped(order.shop_id, at),
    }
    reason = next((name for name, holds in reasons.items() if holds), None)
    if reason is not None:
        raise CannotBeInsured(reason=reason)


def _facts(order: Order, categories: set[str]) -> RiskFacts:
    counted = Line.objects.filter(category__in=categories).aggregate(sold=Sum("quantity"), returned=Sum("returned"))
    return RiskFacts(
        sold=counted["sold"] or 0,
        returned=counted["returned"] or 0,
        orders=Order.objects.filter(customer_id=order.customer_id).count(),
        returns=GoodsReturn.objects.filter(order__customer_id=order.customer_id).values("order_id").distinct().count(),
    )


def _record(cover: FreightCover, what: str, actor: Actor, at: datetime) -> None:
    facts = {
        "order": cover.order_id, "parcel": cover.parcel_id, "payer": cover.payer, "insurer": cover.insurer,
        "risk_class": cover.risk_class, "premium_minor": cover.premium_minor, "cover_minor": cover.cover_minor,
        "currency": cover.currency, **({"failure_code": cover.failure_code} if cover.failure_code else {}),
    }  # fmt: skip
    events.record(cover, f"insurance.freight_cover.{what}", actor=actor, at=at, facts=facts)
