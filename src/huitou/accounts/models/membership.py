"""Who works in which shop, and as what. Read on every request of the desk, so a change works at once.

Not under row-level security: it tells which shops a person may enter.
"""

from typing import ClassVar

from django.db import models

from huitou.accounts.roles import StaffRole
from huitou.core.ids import new_id


class Membership(models.Model):
    """One person in one shop. `muted`: the topics (`accounts.topics`) that they get no mails about.

    `provider_id`: the company outside that somebody from a workshop works for; nobody else has one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, related_name="memberships")
    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in StaffRole])
    provider_id = models.UUIDField(null=True)
    muted = models.JSONField(default=list)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "staff"], name="accounts_membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in StaffRole]),
                name="accounts_membership_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(role=StaffRole.WORKSHOP.value, provider_id__isnull=False)
                | (~models.Q(role=StaffRole.WORKSHOP.value) & models.Q(provider_id=None)),
                name="accounts_membership_workshop",
            ),
        ]

    @property
    def start(self) -> str:
        """Where the person begins in this shop: at the bench, who comes from a workshop. Asks for `shop`."""
        bench = "bench/" if self.role == StaffRole.WORKSHOP else ""
        return f"/desk/{self.shop.slug}/{bench}"

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role} {self.shop_id}"
