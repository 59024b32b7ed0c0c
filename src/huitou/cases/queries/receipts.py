"""The receipts of an order's withdrawals, as they were sent. Read by the buyer's pages; inside `in_shop`."""

from huitou.notifications.models import Mail
from huitou.orders.models import Order

# How the keys of these mails begin.
RECEIPT = "withdrawal"


def receipts_of(order: Order) -> list[Mail]:
    """The mails with their texts, the newest first. One query."""
    mails = Mail.objects.filter(about_type="orders.order", about_id=order.pk, key__startswith=f"{RECEIPT}:")
    return list(mails.order_by("-queued_at").defer("html", "secrets", "salt"))
