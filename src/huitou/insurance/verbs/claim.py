"""Open the claim of a return. Called by the subscriber when the goods were received, and by people who ask for it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import jobs
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Forbidden
from huitou.core.ids import new_id, new_ref
from huitou.core.verbs import born, verb
from huitou.insurance.facts import cover_for
from huitou.insurance.jobs import decide_claim
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim
from huitou.logistics.access import access_return
from huitou.logistics.models import GoodsReturn

# The goods never left the buyer: there is nothing to wait for.
OVER = ("expired", "cancelled")


class NotInsured(Conflict):
    """No parcel of this order is insured."""

    code = "not_insured"
    message = _("Return shipping of this order is not insured.")


class ClaimTooEarly(Conflict):
    """The goods are still on their way: the claim opens by itself when they arrive."""

    code = "claim_too_early"
    message = _("The goods have not arrived yet. The claim opens by itself as soon as they do.")


@verb
def open_claim(*, goods_return: GoodsReturn | UUID | str, actor: Actor, at: datetime) -> FreightClaim:
    """The claim of the return; the one that it has already when called again.

    Raises: NotInsured, ClaimTooEarly, NotFound, Forbidden.
    """
    if actor.role not in (Role.SYSTEM, Role.BUYER):
        actor.require("insurance.insure")
    if actor.role not in (Role.SYSTEM, Role.BUYER, Role.MERCHANT):
        raise Forbidden()
    found = access_return(actor, goods_return, lock=True)
    known = FreightClaim.objects.filter(goods_return=found).first()
    if known is not None:
        return known
    cover = cover_for(found)
    if cover is None:
        raise NotInsured()
    if found.arrived_at is None and found.state not in OVER:
        raise ClaimTooEarly()
    claim = FreightClaim(
        id=new_id(), shop_id=actor.shop_id, cover=cover, order_id=found.order_id, goods_return=found,
        ref=new_ref("K"), state="open", insurer=cover.insurer, currency=cover.currency, opened_at=at,
    )  # fmt: skip
    facts = {"order": found.order_id, "goods_return": found.pk, "cover": cover.pk}
    born(FREIGHT_CLAIM, claim, "open", actor=actor, at=at, facts=facts)
    jobs.enqueue(decide_claim, shop=str(actor.shop_id), claim=str(claim.pk))
    return claim
