"""Makes the import job of the setting-up: the connectors, the shop's own currency and zone, and the parcels.

Named by the settings (HUITOU_ORDER_IMPORT), because the pages must not know any connector.
"""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from huitou.config.cli.import_orders import connectors
from huitou.core.models import Shop
from huitou.orders.connectors.protocol import ReadOptions
from huitou.orders.imports import Job, choose
from huitou.parcels.imports import write


def job_for(shop: Shop, paths: Sequence[Path], *, format_name: str = "auto", contacts: Path | None = None) -> Job:
    """The import of these files into the shop. Raises: FileMissing, FormatUnknown."""
    options = ReadOptions(currency=shop.currency, timezone=ZoneInfo(shop.timezone))
    return Job(choose(connectors(), format_name, paths), paths, options, contacts=contacts, then=write)
