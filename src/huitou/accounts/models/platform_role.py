"""Who works for the platform, above the shops. Read by ``access.platform_actor``; grants no shop's rights."""

from typing import ClassVar

from django.db import models

from huitou.accounts.roles import PlatformRoleName
from huitou.core.ids import new_id


class PlatformRole(models.Model):
    """One role of one person on the platform."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("accounts.Staff", on_delete=models.CASCADE, related_name="platform_roles")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in PlatformRoleName])
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_platform_role"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["staff", "role"], name="accounts_platform_role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in PlatformRoleName]),
                name="accounts_platform_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"
