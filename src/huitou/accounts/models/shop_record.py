"""The chain of what changed about a shop itself: its people, its tokens, its facts, its brand.

A row of its own and not the shop's: whoever saves a shop never touches the head of a chain.
"""

from typing import ClassVar

from django.db import models

from huitou.core.models import Chained, ShopRow


class ShopRecord(ShopRow, Chained):
    """One per shop; made with its first event. Written by `records.note`."""

    class Meta:
        db_table = "accounts_shop_record"
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop"], name="accounts_shop_record_once")]

    def __str__(self) -> str:
        return f"record of {self.shop_id}"
