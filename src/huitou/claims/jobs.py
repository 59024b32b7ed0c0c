"""The clock of claims on carriers: how long each state waits, and the sweep that does what silence does."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from huitou.claims.machine import CARRIER_CLAIM, WARNED_DAYS
from huitou.claims.models import CarrierClaim
from huitou.core.deadlines import swept
from huitou.core.flow import Waiting
from huitou.core.models import Shop
from huitou.core.verbs import terms_of

# Never at once: what is found too late still stands an hour where somebody sees it.
LEAST = timedelta(hours=1)

swept(CARRIER_CLAIM, CarrierClaim)


@terms_of(CARRIER_CLAIM)
def length_of(claim: CarrierClaim, waiting: Waiting) -> timedelta | None:
    """Until the queue, and until the end of the last day; other states wait as the table says.

    After the last day a correction buys no new month: the one that runs goes on.
    """
    if waiting.state == "overdue" and claim.deadline_at is not None and claim.deadline_at > claim.moved_at:
        return claim.deadline_at - claim.moved_at
    if waiting.state not in ("draft", "due"):
        return None
    zone = ZoneInfo(Shop.objects.values_list("timezone", flat=True).get(pk=claim.shop_id))
    over = datetime.combine(claim.file_by + timedelta(days=1), time(), tzinfo=zone)
    if waiting.state == "draft":
        over -= timedelta(days=WARNED_DAYS)
    return max(over - claim.moved_at, LEAST)
