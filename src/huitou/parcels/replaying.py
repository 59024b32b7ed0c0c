"""Reading stored reports again, after a mapping was mended: all of a shop's, or those of one code. In batches.

Called by the desk, the API and the command line. Safe to stop and to repeat: a second run finds nothing to do.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.tenancy import current_shop_id, in_shop
from huitou.parcels.hooks import put_back
from huitou.parcels.models import ParcelScan
from huitou.parcels.verbs.read_codes import TOGETHER, read_again


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many parcels were looked at, and how many reports are read otherwise now."""

    parcels: int
    reports: int


def replay(*, shop_id: UUID, actor: Actor, at: datetime, source: str = "", code: str = "") -> Replayed:
    """Read what sources told again; `source` and `code` narrow it down. Raises Forbidden.

    Pushes that could not be read are tried again by their job.
    """
    if not code:
        put_back(actor=actor, at=at, code=source)
    parcels, reports, last = 0, 0, None
    while True:
        if current_shop_id() == shop_id:
            keys = _keys(source, code, last)
        else:
            with in_shop(shop_id):
                keys = _keys(source, code, last)
        if not keys:
            return Replayed(parcels, reports)
        reports += read_again(parcels=keys, actor=actor, at=at)
        parcels, last = parcels + len(keys), keys[-1]


def _keys(source: str, code: str, after: UUID | None) -> list[UUID]:
    rows = ParcelScan.objects.exclude(fingerprint="")
    if source:
        rows = rows.filter(source=source)
    if code:
        rows = rows.filter(code=code)
    if after is not None:
        rows = rows.filter(parcel_id__gt=after)
    return list(rows.order_by("parcel_id").values_list("parcel_id", flat=True).distinct()[:TOGETHER])
