"""One change of a running clock: more time given, the clock stopped, the clock started again. Never changed itself."""

from django.db import models

from huitou.core.models.rows import ShopRow


class DeadlineChange(ShopRow):
    """Written by `core.clock_changes`. `from_at` → `to_at` is how the deadline moved; `until` when a stop ends.

    `visit` is how long the subject's chain was when its state was entered: changes of one and the same wait share it.
    """

    append_only = True

    class What(models.TextChoices):
        EXTENDED = "extended"
        PAUSED = "paused"
        RESUMED = "resumed"

    machine = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=32)
    visit = models.PositiveIntegerField()
    what = models.CharField(max_length=16, choices=What.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40)
    actor_role = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "id"], name="core_deadline_change_shop_id")]
        indexes = [models.Index(fields=["shop", "subject_id", "at"], name="core_deadline_change_subject")]
