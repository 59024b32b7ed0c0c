"""What the buyer wrote for the courier: a gate code, a place, a neighbour's name. Personal: erasable for good."""

from django.db import models

from huitou.core.models import Personal, SameShop


class DeliveryWords(Personal):
    """The words of one wish. Of instructions they go as soon as the wish is over: nobody needs a gate code then."""

    request = models.OneToOneField(
        "changes.DeliveryRequest", on_delete=models.PROTECT, related_name="words", db_constraint=False
    )
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="changes_words_shop_id"),
            SameShop(field="request", to="changes.DeliveryRequest", name="changes_words_request"),
        ]
