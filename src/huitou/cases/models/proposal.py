"""What the arbitrator proposes to both sides: a sum, and whether the goods are kept."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Proposal(ShopRow):
    """At most one proposal of a dispute is open. `sheet` is the bill that is paid when both accept."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        LAPSED = "lapsed"

    dispute = models.ForeignKey(
        "cases.Dispute", on_delete=models.CASCADE, related_name="proposals", db_constraint=False, db_index=False
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    amount_minor = models.BigIntegerField()
    keeps_goods = models.BooleanField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    declined_by = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameShop(field="dispute", to="cases.Dispute", name="cases_proposal_dispute"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_proposal_sheet"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="cases_proposal_positive"),
            models.UniqueConstraint(
                fields=["shop", "dispute"], condition=Q(state="open"), name="cases_proposal_one_open"
            ),
        ]
        indexes = [models.Index(fields=["shop", "dispute", "made_at"], name="cases_proposal_by_dispute")]
