"""How a shop lets money go back: in which order, and above which sum a second person looks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, ShopRow


class RefundRules(ShopRow, Chained):
    """A shop without a row has the defaults.

    `confirm_above_minor` is in the shop's currency; None: no limit. A refund in another currency is always confirmed
    where there is a limit, since nobody has exchanged it. `take_back_discounts`: what was given for reaching a sum is
    taken back where the rest no longer reaches it, as far as the law allows. `accounts`: names of our ledger's
    accounts in the shop's bookkeeping.
    """

    class OrderOfPayments(models.TextChoices):
        """Which payment of an order gives back first."""

        PROPORTIONAL = "proportional", _("From each its part, by what is left on it")
        AS_PAID = "as_paid", _("In the order in which they were paid")
        MONEY_FIRST = "money_first", _("Money first, then gift cards and points")
        MONEY_LAST = "money_last", _("Gift cards and points first, then money")

    order_of_payments = models.CharField(
        max_length=16, choices=OrderOfPayments.choices, default=OrderOfPayments.PROPORTIONAL
    )
    confirm_above_minor = models.BigIntegerField(null=True)
    take_back_discounts = models.BooleanField(default=True)
    accounts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="refunds_rules_once"),
            models.CheckConstraint(
                condition=Q(confirm_above_minor__isnull=True) | Q(confirm_above_minor__gte=0),
                name="refunds_rules_limit",
            ),
        ]

    def confirms(self, minor: int, currency: str, shop_currency: str) -> bool:
        """Whether a refund of this sum needs a second person."""
        if self.confirm_above_minor is None:
            return False
        return currency != shop_currency or minor > self.confirm_above_minor
