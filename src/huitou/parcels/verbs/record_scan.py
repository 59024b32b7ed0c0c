"""Records what was reported of a parcel, late, twice or out of order as it comes.

Called by the desk, the API and carriers' webhooks.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.parcels.access import access_parcel
from huitou.parcels.course import STATES
from huitou.parcels.following import follow_scans
from huitou.parcels.kept_back import demand_may_leave, hold_order, leaves
from huitou.parcels.models import Parcel, ParcelScan
from huitou.parcels.verbs.announce_parcel import RECORD
from huitou.parcels.weights import demand_weight

# Carriers' clocks run ahead now and then.
AHEAD_TOLERATED = timedelta(hours=1)


class ScanInvalid(Invalid):
    """A state that parcels do not have, or a moment in the future."""

    code = "scan_invalid"
    message = _("A parcel cannot be “%(state)s” at %(occurred_at)s. Check the state, the date and the time zone.")


@verb
def record_scan(
    *,
    parcel: Parcel | UUID | str,
    state: str,
    occurred_at: datetime,
    actor: Actor,
    at: datetime,
    source: str = "hand",
    weight_grams: int | None = None,
) -> Parcel:
    """Keep the report and let the parcel's state follow from all reports. The same report twice is one.

    The shop cannot hand over what was cancelled; a carrier's report is a fact and is kept all the same.
    `weight_grams`: what was weighed at the scan.
    Raises: Forbidden, NotFound, ScanInvalid, WeightInvalid, PiecesCancelled.
    """
    if actor.role != Role.CARRIER:
        actor.require(RECORD)
    if state not in STATES or occurred_at.tzinfo is None or occurred_at > at + AHEAD_TOLERATED:
        raise ScanInvalid(state=state, occurred_at=occurred_at.isoformat())
    demand_weight(weight_grams)
    if by_hand := actor.role == Role.MERCHANT:
        seen = access_parcel(actor, parcel)
        if leaves(seen, state):
            hold_order(seen)
    found = access_parcel(actor, parcel, lock=True)
    if by_hand:
        demand_may_leave(found, state)
    known = ParcelScan.objects.filter(parcel=found, state=state, occurred_at=occurred_at, fingerprint="")
    if known.exists():
        return found
    ParcelScan.objects.create(
        shop_id=actor.shop_id, parcel=found, state=state, occurred_at=occurred_at, source=source,
        weight_grams=weight_grams,
    )  # fmt: skip
    left = found.state
    follow_scans(found)
    facts = {"scan": state, "occurred_at": occurred_at, "from": left, "to": found.state, "order": found.order_id}
    if weight_grams is not None:
        facts["weight_grams"] = weight_grams
    events.record(found, f"parcels.parcel.{kind_of(left, found.state)}", actor=actor, at=at, facts=facts)
    found.save()
    return found


def kind_of(left: str, reached: str) -> str:
    """The kind tells where the parcel now stands; a late report that changes nothing is only a scan."""
    if left == reached:
        return "scanned"
    return "went_on" if reached == "in_transit" else reached
