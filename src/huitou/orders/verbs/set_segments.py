"""Staff say which of the shop's groups a customer belongs to: the words that a policy's conditions name.

Called by the desk and the API. What was judged before keeps the segments of its time.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, Invalid
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb
from huitou.orders.access import access_customer
from huitou.orders.goods import MOST_SEGMENTS, segment_name, segment_names
from huitou.orders.models import Customer

EDIT = "customers.edit"


class SegmentMalformed(Invalid):
    """A name that no segment can have, or too many of them."""

    code = "segment_malformed"
    message = _(
        "“%(name)s” cannot be a segment: use letters, digits, spaces and hyphens, at most 40 of them, and at most "
        "%(most)s segments."
    )


@verb
def set_segments(*, customer_id: UUID, segments: Sequence[str], actor: Actor, at: datetime) -> Customer:
    """Replace the customer's segments. Raises: Forbidden, NotFound, SegmentMalformed."""
    actor.require(EDIT)
    if actor.role != Role.MERCHANT:
        raise Forbidden()
    (customer,) = lock_rows(Customer.objects.filter(pk=access_customer(actor, customer_id).pk))
    wanted = list(segment_names(segments))
    malformed = next((text for text in segments if not segment_name(text)), None)
    if malformed is not None or len(wanted) > MOST_SEGMENTS:
        shown = wanted[-1] if malformed is None else malformed
        raise SegmentMalformed(name=shown[:60], most=MOST_SEGMENTS)
    if wanted == customer.segments:
        return customer
    # The names may say something of the person, so the chain holds their number only.
    facts = {"segments_before": len(customer.segments), "segments": len(wanted)}
    customer.segments = wanted
    events.record(customer, "orders.customer.segmented", actor=actor, at=at, facts=facts)
    customer.save()
    return customer
