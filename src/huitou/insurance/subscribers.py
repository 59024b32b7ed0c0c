"""A parcel leaves: it is insured. Its goods come back: the claim opens. Both by themselves."""

from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.insurance import mails  # noqa: F401  (registers itself)
from huitou.insurance.access import terms_of_shop
from huitou.insurance.models import FreightCover
from huitou.insurance.verbs import insure, open_claim
from huitou.insurance.verbs.claim import ClaimTooEarly, NotInsured
from huitou.insurance.verbs.insure import CannotBeInsured
from huitou.logistics.models import GoodsReturn
from huitou.parcels.models import Parcel

LEFT = ("parcels.parcel.collected", "parcels.parcel.went_on")


@subscriber(*LEFT)
def parcel_left(event: Event) -> None:
    """Insure it, where the shop insures all."""
    if not terms_of_shop(event.shop_id).insure_all:
        return
    if not Parcel.objects.filter(pk=event.subject_id, direction=Parcel.Direction.OUTBOUND).exists():
        return
    try:
        insure(parcel=event.subject_id, actor=system_actor(event.shop_id), at=event.at)
    except CannotBeInsured:
        return


@subscriber("logistics.goods_return.arrived")
def goods_arrived(event: Event) -> None:
    """Open the claim of the return, where a parcel of its order is insured."""
    of_its_order = GoodsReturn.objects.filter(pk=event.subject_id).values("order_id")
    if not FreightCover.objects.filter(order_id__in=of_its_order).exists():
        return
    try:
        open_claim(goods_return=event.subject_id, actor=system_actor(event.shop_id), at=event.at)
    except (NotInsured, ClaimTooEarly):
        return
