"""The money of one case and the day by which the law wants it paid."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow


class MoneyDue(ShopRow, Chained):
    """Moved by `cases.paying_by_law.machine.MONEY_DUE`.

    `days`, `counted_from`, `article` repeat the rule of law that held at the notice, `promised_days` what the policy
    promised beyond it: what was due stays what it was when the law changes. `notice_at`: when the shop was told.
    `due_at`: the end of the last day, once it is known. `workdays_of`: the country whose working days are counted;
    empty: calendar days.
    """

    # Set by the verb that looks (`cases.paying_by_law.clock.Found`); the table's conditions ask it.
    found: str = ""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    article = models.CharField(max_length=40)
    days = models.PositiveSmallIntegerField()
    counted_from = models.CharField(max_length=12)
    workdays_of = models.CharField(max_length=2, blank=True)
    promised_days = models.PositiveSmallIntegerField(null=True)
    notice_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="cases_money_due_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="cases_money_due_ref"),
            SameShop(field="case", to="cases.Case", name="cases_money_due_case"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="cases_money_due_due"
            ),
            models.Index(fields=["shop", "case"], name="cases_money_due_by_case"),
        ]

    def __str__(self) -> str:
        return self.ref
