"""Open the claim about a parcel. Called by subscribers when something goes wrong, and by people who know otherwise."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.cases.access import access_case
from huitou.cases.models import Case
from huitou.claims.access import rule_of
from huitou.claims.limits import DELIVERED, HANDED, PROMISED, LastDay, last_day
from huitou.claims.losses import damaged_in, goods_minor
from huitou.claims.machine import CARRIER_CLAIM, WORKS
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Forbidden, Invalid
from huitou.core.ids import new_id, new_ref
from huitou.core.models import Shop
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import born, verb
from huitou.orders.models import Order
from huitou.parcels.access import access_parcel
from huitou.parcels.carriers.names import carrier_named
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import carrier_code

DAMAGE = "damaged"


class NothingToClaim(Conflict):
    """No carrier has had the parcel yet."""

    code = "nothing_to_claim"
    message = _("No carrier has had this parcel yet, so there is nothing to claim.")


class CauseUnknown(Invalid):
    """A cause that no claim has."""

    code = "claim_cause_unknown"
    message = _("Say what the carrier did: lost, damaged, late or weight.")


@verb
def open_claim(
    *, parcel: Parcel | UUID | str, what: str, actor: Actor, at: datetime, case: Case | UUID | str | None = None
) -> CarrierClaim:
    """The claim about the parcel; the one that it has already when called again. `what`: a cause of `limits.WHATS`.

    Raises: NothingToClaim, CauseUnknown, NotFound, Forbidden.
    """
    if actor.role not in (Role.SYSTEM, Role.MERCHANT):
        raise Forbidden()
    actor.require(WORKS)
    if what not in CarrierClaim.What.values:
        raise CauseUnknown()
    found = access_parcel(actor, parcel, lock=True)
    known = CarrierClaim.objects.filter(parcel=found).exclude(state="turned_up").first()
    if known is not None:
        return known
    if found.state == Parcel.State.ANNOUNCED:
        raise NothingToClaim()
    about = access_case(actor, case) if case is not None else None
    order, shop = Order.objects.get(pk=found.order_id), open_shop_row()
    carrier = carrier_named(found.carrier) or found.carrier
    until = _last_day(found, what, carrier, order, shop, rule_of(shop.pk, carrier), at)
    claim = CarrierClaim(
        id=new_id(), shop_id=actor.shop_id, parcel=found, order=order, case=about, ref=new_ref("C"), state="draft",
        carrier=carrier, what=what, currency=order.currency, loss_minor=_loss(found, what, about),
        file_by=until.day, proof=until.proof, source=until.source, not_before=until.first_day, opened_at=at,
        moved_at=at,
    )  # fmt: skip
    facts = {
        "order": order.pk, "parcel": found.pk, "what": what, "carrier": carrier_code(carrier),
        "file_by": until.day.isoformat(), "loss_minor": claim.loss_minor, "currency": claim.currency,
    }  # fmt: skip
    return born(CARRIER_CLAIM, claim, "open", actor=actor, at=at, facts=facts)  # type: ignore[no-any-return]


def days_of(parcel: Parcel, zone: ZoneInfo) -> Mapping[str, date]:
    """The days of the parcel that limits are counted from, as far as they are known."""
    moments = {HANDED: parcel.shipped_at or parcel.collected_at, DELIVERED: parcel.delivered_at,
               PROMISED: parcel.promised_at}  # fmt: skip
    return {since: moment.astimezone(zone).date() for since, moment in moments.items() if moment is not None}


def _last_day(
    parcel: Parcel, what: str, carrier: str, order: Order, shop: Shop, rule: ClaimRule, at: datetime
) -> LastDay:
    zone = ZoneInfo(shop.timezone)
    return last_day(
        carrier=carrier, what=what, origin=shop.country, abroad=bool(order.country) and order.country != shop.country,
        days=days_of(parcel, zone), found_on=at.astimezone(zone).date(), own_days=rule.days(what),
    )  # fmt: skip


def _loss(parcel: Parcel, what: str, case: Case | None) -> int:
    """The goods, or those of the case; what lateness or a wrong weight cost, only the shop knows."""
    if what == CarrierClaim.What.LOST:
        return goods_minor(parcel)
    if what == CarrierClaim.What.DAMAGED:
        return goods_minor(parcel, damaged_in(parcel, case, DAMAGE) if case is not None else None)
    return 0
