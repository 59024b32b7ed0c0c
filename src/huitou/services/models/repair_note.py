"""What the workshop wrote about one step of its work. Erasable: events hold its id and a salted digest."""

from django.db import models

from huitou.core.models import Personal, SameShop


class RepairNote(Personal):
    """Words for the buyer and the shop, in the order of the work. `action`: the step that they belong to."""

    repair = models.ForeignKey(
        "services.Repair", on_delete=models.CASCADE, related_name="notes", db_constraint=False, db_index=False
    )
    action = models.CharField(max_length=40)
    body = models.TextField()
    author_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [SameShop(field="repair", to="services.Repair", name="services_note_repair")]
        indexes = [models.Index(fields=["shop", "repair", "at"], name="services_note_by_repair")]
