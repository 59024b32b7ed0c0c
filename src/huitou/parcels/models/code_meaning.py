"""What a shop has decided a source's code to mean, where our own tables do not know it."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class CodeMeaning(ShopRow, Chained):
    """The shop's word goes before our table: it saw the parcel."""

    source = models.CharField(max_length=40)
    code = models.CharField(max_length=80)
    status = models.CharField(max_length=32)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "source", "code"], name="parcels_meaning_once")]
