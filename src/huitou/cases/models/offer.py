"""What the shop offers instead of the wish: a sum, and whether the goods are kept."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Offer(ShopRow):
    """At most one offer of a case is open. `sheet` is the bill that is paid when the buyer accepts."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        LAPSED = "lapsed"
        REPLACED = "replaced"

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="offers", db_constraint=False, db_index=False
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount_minor = models.BigIntegerField()
    keeps_goods = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameShop(field="case", to="cases.Case", name="cases_offer_case"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_offer_sheet"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="cases_offer_positive"),
            models.UniqueConstraint(fields=["shop", "case"], condition=Q(state="open"), name="cases_offer_one_open"),
        ]
        indexes = [models.Index(fields=["shop", "case", "made_at"], name="cases_offer_by_case")]
