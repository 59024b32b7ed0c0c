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


class SurchargeChanged(SheetChanged):
    """What the buyer pays on top for an exchange is no longer what was seen."""

    code = "surcharge_changed"
    message = _("You would now pay %(now)s more instead of %(seen)s. Look at it and send it again if you agree.")


def demand_extra_seen(seen_extra_minor: int | None, extra_minor: int, currency: str) -> None:
    """Raise SurchargeChanged where another sum to be paid on top was seen. None: the caller has shown none."""
    if seen_extra_minor is not None and seen_extra_minor != extra_minor:
        raise SurchargeChanged(
            now=format_money(Money(extra_minor, currency)), seen=format_money(Money(seen_extra_minor, currency))
        )


def demand_seen(seen_minor: int | None, total_minor: int, currency: str) -> None:
    """Raise SheetChanged where another sum was seen. None: the caller has shown none (silence, older programs)."""
    if seen_minor is not None and seen_minor != total_minor:
        raise SheetChanged(
            now=format_money(Money(total_minor, currency)), seen=format_money(Money(seen_minor, currency))
        )
