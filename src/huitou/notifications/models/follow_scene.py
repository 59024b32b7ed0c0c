"""A code that a customer was shown to follow the shop's account with. Written by `verbs.follow`, deleted when over.

The code itself is not kept, nor who followed: that becomes a contact point.
"""

from typing import ClassVar

from django.db import models

from huitou.core.models import ShopRow


class FollowScene(ShopRow):
    """One code, good once and for some minutes. `digest` is keyed with the installation's secret."""

    customer_id = models.UUIDField()
    digest = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_follow_scene"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "digest"], name="notifications_follow_scene_once")
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "expires_at"], name="notifications_follow_scene_old")]

    def __str__(self) -> str:
        return str(self.id)
