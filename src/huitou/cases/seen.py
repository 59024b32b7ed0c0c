"""What somebody had before their eyes when they agreed: a sum that is no longer true is refused, not paid.

Called by the verbs that settle a sum, under the lock of the case or the order.
"""

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict
from huitou.core.money import Money, format_money


class SheetChanged(Conflict):
    """The sum is no longer the one that was seen."""

    code = "sheet_changed"
    message = _("The refund is now %(now)s instead of %(seen)s. Look at it and send it again if you agree.")


def demand_seen(seen_minor: int | None, total_minor: int, currency: str) -> None:
    """Raise SheetChanged where another sum was seen. None: the caller has shown none (silence, older programs)."""
    if seen_minor is not None and seen_minor != total_minor:
        raise SheetChanged(
            now=format_money(Money(total_minor, currency)), seen=format_money(Money(seen_minor, currency))
        )
