"""What one side offers instead of the wish: a sum, and whether the goods are kept, or goods instead of money."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitou.core.models import SameShop, ShopRow


class Remedy(models.TextChoices):
    """What can be offered instead of money: the same again, and by an exchange also another variant."""

    EXCHANGE = "exchange", _("an exchange for the same item")
    RESHIP = "reship", _("the same item again, and nothing to send back")
    REPAIR = "repair", _("a repair at no cost")


class Offer(ShopRow):
    """At most one offer of a case is open. `sheet` is the bill that is paid when the other side accepts.

    `by` is the side that made it, `answered_by` the one that ended it (empty: silence). `remedy` is what is offered
    instead of money; then the sum is zero. `variants`: what an exchange brings for a line, by its id, where it is not
    the same again: `variant`, its `name` then, and `surcharge_minor` as it was shown, below zero where it pays back.
    `hours`: how long the buyer may think it over, where the shop said so.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        COUNTERED = "countered", _("Answered by another offer")
        LAPSED = "lapsed", _("Lapsed")
        REPLACED = "replaced", _("No longer stands")
        RECALLED = "recalled", pgettext_lazy("offer", "Taken back")

    class By(models.TextChoices):
        BUYER = "buyer"
        MERCHANT = "merchant"

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="offers", db_constraint=False, db_index=False
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    by = models.CharField(max_length=10, choices=By.choices, default=By.MERCHANT)
    remedy = models.CharField(max_length=10, choices=Remedy.choices, blank=True)
    variants = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField()
    keeps_goods = models.BooleanField()
    hours = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=10, choices=By.choices, blank=True)

    class Meta:
        constraints = [
            SameShop(field="case", to="cases.Case", name="cases_offer_case"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_offer_sheet"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, remedy="") | (Q(amount_minor=0) & ~Q(remedy="")),
                name="cases_offer_sum_or_goods",
            ),
            models.UniqueConstraint(fields=["shop", "case"], condition=Q(state="open"), name="cases_offer_one_open"),
        ]
        indexes = [models.Index(fields=["shop", "case", "made_at"], name="cases_offer_by_case")]

    @property
    def surcharge_minor(self) -> int:
        """What the buyer pays on top, minor units."""
        return sum(max(0, int(one["surcharge_minor"])) for one in self.variants.values())
