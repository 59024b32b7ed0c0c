"""A shop's policy: the subject whose versions follow each other and whose publications form one chain."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import Chained, ShopRow

RETURNS = "returns"


class Policy(ShopRow, Chained):
    """`code` says what the policy is about; a shop has one of each."""

    code = models.SlugField(max_length=40, default=RETURNS)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="policies_policy_shop_id"),
            models.UniqueConstraint(fields=["shop", "code"], name="policies_policy_code"),
        ]
