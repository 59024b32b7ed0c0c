"""An arbitrator's own word that they should not decide a dispute."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class DeclaredConflict(ShopRow):
    """One person, one dispute. Whoever has declared it never takes the dispute again."""

    dispute = models.ForeignKey(
        "cases.Dispute", on_delete=models.CASCADE, related_name="conflicts", db_constraint=False, db_index=False
    )
    actor_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "dispute", "actor_id"], name="cases_conflict_once"),
            SameShop(field="dispute", to="cases.Dispute", name="cases_conflict_dispute"),
        ]
