"""The only way to a parcel from outside: absent and forbidden look the same."""

from uuid import UUID

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.orders.access import orders_for
from huitou.parcels.models import Parcel

SEE = "parcels.view"


def access_parcel(actor: Actor, parcel: Parcel | UUID | str, *, lock: bool = False) -> Parcel:
    """The parcel by itself, its key or its ref (`P-…`). A buyer sees those of their own orders. Raises: NotFound."""
    rows = Parcel.objects.filter(shop_id=actor.shop_id)
    if actor.role == Role.BUYER:
        rows = rows.filter(order__in=orders_for(actor))
    elif actor.role not in (Role.CARRIER, Role.SYSTEM) and not actor.may(SEE):
        raise NotFound()
    if isinstance(parcel, str) and "\x00" in parcel:
        raise NotFound()
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    key = parcel.pk if isinstance(parcel, Parcel) else parcel
    found = rows.filter(pk=key).first() if isinstance(key, UUID) else rows.filter(ref=key.strip().upper()).first()
    if found is None:
        raise NotFound()
    return found
