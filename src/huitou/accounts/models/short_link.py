"""A short address for a text message: which page of which order its code opens, and until when.

Found by the code alone, before anybody knows the shop, so it stands beside the shops' tables. It holds ids and a path,
never the code. Written by ``short_links`` only.
"""

from typing import ClassVar

from django.db import models

from huitou.core.ids import new_id


class ShortLink(models.Model):
    """One code; ``digest`` is keyed with the installation's secret. ``place``: a path of the shop's own pages."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(max_length=32)
    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, related_name="+")
    customer_id = models.UUIDField()
    order_id = models.UUIDField()
    place = models.CharField(max_length=300)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_short_link"
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest"], name="accounts_short_link_digest")]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="accounts_short_link_old")]

    def __str__(self) -> str:
        return str(self.id)
