"""How far the setting-up of a shop has come, so that it can be left and continued.

Written by the setup pages and by ``./huitou setup``. Holds no password and no token, only its digest.
"""

from django.db import models

from huitou.core.ids import new_id


class SetupRun(models.Model):
    """One setting-up, from the owner's account to the first test mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey("accounts.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    shop = models.ForeignKey("core.Shop", on_delete=models.SET_NULL, null=True, related_name="+")
    steps_done = models.JSONField(default=list)
    notes = models.JSONField(default=dict)
    link_digest = models.BinaryField(max_length=32, null=True)
    link_expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_setup_run"

    def __str__(self) -> str:
        return f"{self.id} {self.steps_done}"
