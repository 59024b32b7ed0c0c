"""How long one step of one case took. A roll-up: built from events, thrown away and built again at will."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class CaseStep(ShopRow):
    """An ended step (`measures.MEASURES`). `seconds` by the clock, `open_seconds` while the shop was open.

    `outcome` is the state it led to, `by` the role that ended it; `kind` is the case's.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=32)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    seconds = models.BigIntegerField()
    open_seconds = models.BigIntegerField()
    outcome = models.CharField(max_length=32, blank=True)
    by = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "case", "step"], name="insights_step_once"),
            SameShop(field="case", to="cases.Case", name="insights_step_case"),
            models.CheckConstraint(condition=models.Q(seconds__gte=0), name="insights_step_forward"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "step", "ended_at"], include=["seconds", "kind", "outcome"], name="insights_step_ended"
            ),
        ]
