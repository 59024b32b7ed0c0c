"""The job that has a label made by the installation's adapter, outside any transaction, and gives it to the buyer.

It may run twice: the adapter gets the same key, and who has a label by then needs no other.
"""

import base64
from uuid import UUID

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import task
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.logistics.labels import label_maker
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn


@task("logistics.make_label")
def make_label(*, shop: str, goods_return: str) -> None:
    """Make and give it; nothing where a person gives labels here, or the wait is over already."""
    maker = label_maker()
    with in_shop(UUID(shop)):
        found = GoodsReturn.objects.filter(pk=goods_return, state="label_due").first()
        if found is None:
            return
        pieces = sum(found.lines.values_list("quantity", flat=True))
    made = maker.make(key=f"{found.pk}:{found.labels_asked}", send_to=found.send_to, pieces=pieces)
    if made is None:
        return
    at = clock.now()
    lasts = {"lasts_days": max((made.expires_at - at).days, 1)} if made.expires_at is not None else {}
    try:
        verb_of(GOODS_RETURN, "give_label")(
            goods_return=found.pk, actor=system_actor(found.shop_id), at=at, carrier=made.carrier,
            tracking_number=made.tracking_number, code=made.code, instructions=made.instructions,
            file_base64=base64.b64encode(made.content).decode(), **lasts,
        )  # fmt: skip
    except NotTheirTurn:
        return  # somebody of the shop was faster, or the buyer does without it
