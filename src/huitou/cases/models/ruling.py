"""A ruling in a dispute: what is granted, who bears it, and on which grounds. Never changed once it is announced."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.cases.models.dispute import Outcome
from huitou.core.models import SameShop, ShopRow


class Grounds(models.TextChoices):
    """Why it was ruled so, in codes that can be counted and compared."""

    SHOWN = "shown", _("The evidence shows it")
    NOT_SHOWN = "not_shown", _("The evidence does not show it")
    POLICY_GIVES = "policy_gives", _("The published policy gives it")
    POLICY_EXCLUDES = "policy_excludes", _("The published policy excludes it")
    LAW_GIVES = "law_gives", _("The law gives it")
    CARRIER_RECORD = "carrier_record", _("The carrier's record shows it")
    ONE_SIDE_SILENT = "one_side_silent", _("One side showed nothing")
    BOTH_SHARE = "both_share", _("Both sides have a part in it")
    NO_RULING = "no_ruling", _("There was no ruling in time")


class Ruling(ShopRow):
    """`instance`: the first ruling, that of the senior arbitrator, of the appeal, or of the platform's silence.

    The shares say who bears `amount_minor`: what neither platform, carrier nor insurer bears is the shop's.
    `seconded_by` is the arbitrator of the second opinion. The words lie in the message; until a second opinion is
    given they are a `draft` that only the platform sees. `announced_at` is when both sides were told.
    """

    class Instance(models.TextChoices):
        FIRST = "first", _("First ruling")
        SENIOR = "senior", _("Senior arbitrator")
        APPEAL = "appeal", _("After the appeal")
        SILENCE = "silence", _("By the platform's silence")

    dispute = models.ForeignKey(
        "cases.Dispute", on_delete=models.CASCADE, related_name="rulings", db_constraint=False, db_index=False
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    # The id of the message with the words; they can be erased, the ruling stays.
    words_id = models.UUIDField(null=True)
    instance = models.CharField(max_length=10, choices=Instance.choices)
    by_id = models.CharField(max_length=80)
    seconded_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    amount_minor = models.BigIntegerField()
    goods_back = models.BooleanField()
    grounds = models.CharField(max_length=20, choices=Grounds.choices)
    platform_minor = models.BigIntegerField(default=0)
    carrier_minor = models.BigIntegerField(default=0)
    insurer_minor = models.BigIntegerField(default=0)
    draft = models.TextField(blank=True)
    at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameShop(field="dispute", to="cases.Dispute", name="cases_ruling_dispute"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_ruling_sheet"),
            models.CheckConstraint(
                condition=Q(platform_minor__gte=0, carrier_minor__gte=0, insurer_minor__gte=0)
                & Q(amount_minor__gte=F("platform_minor") + F("carrier_minor") + F("insurer_minor")),
                name="cases_ruling_shares",
            ),
        ]
        indexes = [models.Index(fields=["shop", "dispute", "at"], name="cases_ruling_by_dispute")]

    @property
    def merchant_minor(self) -> int:
        """What the shop bears of the sum, in minor units."""
        return self.amount_minor - self.platform_minor - self.carrier_minor - self.insurer_minor
