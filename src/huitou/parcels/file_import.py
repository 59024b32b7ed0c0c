"""Takes in a file of scans, in batches of one transaction each. Called by the command line. Safe to repeat."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.models import Shop
from huitou.parcels.carriers.file.adapter import FileOfScans, Skipped, read_file
from huitou.parcels.carriers.protocol import Tracking, Unreadable
from huitou.parcels.hooks import carrier_actor
from huitou.parcels.verbs.record_tracking import ToldBy, record_tracking

TOGETHER = 500


class FileUnreadable(Invalid):
    """No table of scans."""

    code = "scans_unreadable"
    message = _("This file has no columns for number, status and time. Write them into its first line, in UTF-8.")


@dataclass(slots=True)
class Imported:
    """Scans of parcels of the shop, scans of numbers that no parcel has, and rows that say nothing."""

    taken: int = 0
    strays: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def import_file(*, shop: Shop, content: bytes, at: datetime) -> Imported:
    """Take the scans in. Raises FileUnreadable."""
    done, batch = Imported(), list[Tracking]()
    try:
        for row in read_file(content, ZoneInfo(shop.timezone)):
            if isinstance(row, Skipped):
                done.skipped.append(row)
                continue
            batch.append(row)
            if len(batch) == TOGETHER:
                _take(shop, batch, at, done)
                batch = []
    except Unreadable as error:
        raise FileUnreadable() from error
    _take(shop, batch, at, done)
    return done


def _take(shop: Shop, batch: Sequence[Tracking], at: datetime, done: Imported) -> None:
    told = [ToldBy(FileOfScans.code, one, at) for one in batch]
    found: list[int] = record_tracking(told=told, actor=carrier_actor(shop.pk, FileOfScans.code), at=at) if told else []
    done.taken += sum(1 for parcels in found if parcels)
    done.strays += sum(1 for parcels in found if not parcels)
