"""A dispute about a case: who called it in, where it stands, who decides, and what it ended with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class About(models.TextChoices):
    """What the sides cannot agree on."""

    REFUSAL = "refusal", _("a refusal")
    GOODS = "goods", _("the state of the goods")


class Outcome(models.TextChoices):
    """What is granted: all that was asked, what the shop found, another sum, or nothing."""

    WISH = "wish", _("What the buyer asked for")
    FINDINGS = "findings", _("What the shop wants to pay")
    SUM = "sum", _("Another sum")
    NOTHING = "nothing", _("Nothing")


class Dispute(ShopRow, Chained):
    """Moved by `cases.disputes.machine.DISPUTE`.

    `value_minor` is the sum in dispute when it was called in. `arbitrator_id` is the person who has taken it; another
    one gives the second opinion and decides the appeal. `round_ends_at` is the end of the clock that both sides
    share; `ruling_left` what was left of the arbitrator's clock when a question stopped it.
    `outcome`, `outcome_minor`, `outcome_sheet` and `goods_back` are what the case follows once it is over.
    """

    MOST_QUESTIONS: ClassVar[int] = 3
    MOST_PROPOSALS: ClassVar[int] = 2

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="disputes", db_constraint=False, db_index=False
    )
    outcome_sheet = models.ForeignKey(
        "refunds.StoredSheet",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    about = models.CharField(max_length=16, choices=About.choices)
    called_by = models.CharField(max_length=16)
    # Whether the shop has no platform: stored, so that a dispute ends by the rules that it began with.
    alone = models.BooleanField()
    kind = models.CharField(max_length=32)
    reason = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    value_minor = models.BigIntegerField()
    above_second_opinion = models.BooleanField()
    deadline_at = models.DateTimeField(null=True)
    round_ends_at = models.DateTimeField(null=True)
    ruling_left = models.DurationField(null=True)
    questions = models.PositiveSmallIntegerField(default=0)
    proposed = models.PositiveSmallIntegerField(default=0)
    arbitrator_id = models.CharField(max_length=80, blank=True)
    appealed_by = models.CharField(max_length=16, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    outcome_minor = models.BigIntegerField(null=True)
    goods_back = models.BooleanField(null=True)
    opened_at = models.DateTimeField()
    ruled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="cases_dispute_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="cases_dispute_ref"),
            models.UniqueConstraint(
                fields=["shop", "case"], condition=Q(closed_at__isnull=True), name="cases_dispute_one_open"
            ),
            SameShop(field="case", to="cases.Case", name="cases_dispute_case"),
            SameShop(field="outcome_sheet", to="refunds.StoredSheet", name="cases_dispute_sheet"),
            models.CheckConstraint(condition=Q(outcome_minor__gte=0), name="cases_dispute_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="cases_dispute_due"
            ),
            models.Index(
                fields=["shop", "state", "deadline_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_dispute_queue",
            ),
            models.Index(fields=["shop", "-opened_at", "-id"], name="cases_dispute_newest"),
            models.Index(fields=["shop", "case"], name="cases_dispute_by_case"),
        ]

    @property
    def is_over(self) -> bool:
        """Whether it has an end that the case follows."""
        return self.closed_at is not None

    @property
    def awaits_second_opinion(self) -> bool:
        """Whether a ruling made now is told to nobody before a second arbitrator has looked at it."""
        return self.state == "deliberating" and self.above_second_opinion and not self.alone

    @property
    def value(self) -> Money:
        """The sum in dispute."""
        return Money(self.value_minor, self.currency)

    @property
    def outcome_sum(self) -> Money:
        """What the buyer gets by the ruling or the settlement; nothing where there is none yet."""
        return Money(self.outcome_minor or 0, self.currency)

    @property
    def grants_goods(self) -> bool:
        """Whether the ruling gives the buyer what was asked for, and that was no money."""
        return self.outcome == Outcome.WISH and not self.outcome_minor

    def __str__(self) -> str:
        return self.ref
