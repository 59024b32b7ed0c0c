"""Takes one order from the shop's own system. Called by the API; the same order twice is one order."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.verbs import verb
from huitou.orders.drafts import OrderDraft
from huitou.orders.models import Order
from huitou.orders.sentences import SENTENCES
from huitou.orders.verbs.import_batch import Then, terms_of
from huitou.orders.writing.batch import write_batch


class OrderKeyReused(Conflict):
    """The (source, external id) came before with another content."""

    code = "order_key_reused"
    message = _(
        "The order “%(external_id)s” of “%(source)s” was sent before with other content. Send a changed order by an "
        "import, or use a new id."
    )


class OrderRefused(Invalid):
    """The order cannot be taken; `reason` is the reject's code."""

    code = "order_refused"
    message = _("The order cannot be taken: %(why)s (%(value)s)")


@verb
def place_order(*, draft: OrderDraft, actor: Actor, at: datetime, then: Then | None = None) -> Order:
    """Write the order, or return the one that was written before with the same content.

    `then` writes its parcels (`parcels.imports.write`). Raises: Forbidden, OrderKeyReused, OrderRefused.
    """
    actor.require("orders.create")
    before = Order.objects.filter(source=draft.source, external_id=draft.external_id).first()
    if before is not None:
        if bytes(before.fingerprint) != draft.fingerprint():
            raise OrderKeyReused(external_id=draft.external_id, source=draft.source)
        return before
    result = write_batch([draft], terms_of(actor.shop_id), actor=actor, at=at)
    if result.rejects:
        reject = result.rejects[0]
        raise OrderRefused(why=SENTENCES[reject.code], value=reject.value, reason=reject.code)
    if then:
        then(actor.shop_id, result.written)
    return Order.objects.get(pk=result.written[0].order_id)
