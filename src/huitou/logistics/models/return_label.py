"""The label that the shop gives for one return: a file, a code to show, or both."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class ReturnLabel(ShopRow):
    """The newest one of a return counts. `content` is small (see `verbs.labels`), so it lies with its row.

    `code` is what the carrier scans at the counter, `counter` a picture of it where the carrier gives only that.
    `maker` names the source that sold it, `manual` where a person gave it. `sha256` of `content`, in hex.
    `voided_at`: its money was asked back, and nobody may use it any more.
    """

    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.CASCADE, related_name="labels", db_constraint=False, db_index=False
    )
    maker = models.CharField(max_length=40)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=300, blank=True)
    instructions = models.CharField(max_length=600, blank=True)
    content = models.BinaryField(default=b"")
    media_type = models.CharField(max_length=40, blank=True)
    counter = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_label_shop_id"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_label_return"),
        ]
        indexes = [models.Index(fields=["shop", "goods_return", "given_at"], name="logistics_label_newest")]
