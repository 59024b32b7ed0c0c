"""Up to which sum the shop's silence confirms that a buyer has paid it by hand. Without a row: the default."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, ShopRow
from huitou.orders.paid_by_word import SILENCE_UP_TO_MINOR


class PaidWordRules(ShopRow, Chained):
    """`silence_up_to_minor`: minor units of the shop's currency; 0: silence never confirms."""

    silence_up_to_minor = models.BigIntegerField(default=SILENCE_UP_TO_MINOR)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="orders_word_rules_once"),
            models.CheckConstraint(condition=Q(silence_up_to_minor__gte=0), name="orders_word_rules_limit"),
        ]
