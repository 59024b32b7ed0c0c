"""What the shop's silence may have confirmed of one order: the words of its buyer that were left to it, in one sum."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class OrderWords(ShopRow):
    """`trusted_minor`: minor units of the shop's currency. It only grows: a word that the shop denied counts too, so
    whoever divides one difference among many changes or exchanges gets no further than with one.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    trusted_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "order"], name="orders_words_once"),
            models.CheckConstraint(condition=Q(trusted_minor__gte=0), name="orders_words_sum"),
            SameShop(field="order", to="orders.Order", name="orders_words_order"),
        ]
