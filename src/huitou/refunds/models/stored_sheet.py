"""A computed sheet with the facts that it came from, kept as it was shown."""

from uuid import UUID

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow
from huitou.refunds.sheet import Sheet, SheetFacts


class StoredSheet(ShopRow):
    """`digest` is SHA-256 (hex) over both JSON values in canonical form. Never changed: a new sum is a new sheet."""

    append_only = True

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    facts = models.JSONField()
    sheet = models.JSONField()
    digest = models.CharField(max_length=64)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    computed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="refunds_sheet_shop_id"),
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="refunds_sheet_not_negative"),
            SameShop(field="order", to="orders.Order", name="refunds_sheet_order"),
        ]
        indexes = [models.Index(fields=["shop", "order"], name="refunds_sheet_by_order")]

    @property
    def instead_of(self) -> tuple[UUID, ...]:
        """The sheets of the same cause whose place this one takes; what they have paid is paid of this one."""
        return tuple(UUID(sheet) for sheet in self.facts.get("instead_of", ()))

    def as_sheet(self) -> Sheet:
        """The sheet as it was shown."""
        return Sheet.from_json(self.sheet)

    def as_facts(self) -> SheetFacts:
        """The facts as they were known."""
        return SheetFacts.from_json(self.facts)
