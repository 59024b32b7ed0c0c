"""What was decided about one return: who got an instant refund, who did not, and why. Written once, never changed."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class Assessment(ShopRow):
    """One per case. `outcome` and `would` are codes of `instant.eligibility`; `number` the bound that spoke.

    `points` and `reasons` are the buyer's standing at that moment: erased with the person.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    points = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    outcome = models.CharField(max_length=20)
    would = models.CharField(max_length=20)
    number = models.BigIntegerField(default=0)
    threshold = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "case"], name="instant_assessment_once"),
            SameShop(field="case", to="cases.Case", name="instant_assessment_case"),
            SameShop(field="customer", to="orders.Customer", name="instant_assessment_customer"),
        ]
        indexes = [
            models.Index(fields=["shop", "-at", "-id"], name="instant_assessment_newest"),
            models.Index(fields=["shop", "customer"], name="instant_assessment_customer_ix"),
        ]
