"""One import that somebody asked for on a page: its file while it waits or runs, how far it is, what came of it."""

from django.db import models
from django.utils.translation import pgettext_lazy

from huitou.core.models import ShopRow


class ImportRun(ShopRow):
    """Moved by `orders.imports.queued`. The file holds people's addresses: it is deleted once the run has ended.

    `report` is the plain report of `imports`; `earlier` the counts of tries that a worker's death cut off.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("import", "Waits for its turn")
        RUNNING = "running", pgettext_lazy("import", "Under way")
        DONE = "done", pgettext_lazy("import", "Done")
        FAILED = "failed", pgettext_lazy("import", "Not possible")

    file = models.FileField(upload_to="imports/", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)
    earlier = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.CharField(max_length=60, blank=True)
    problem_text = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["shop", "-asked_at"], name="orders_import_run_newest")]
