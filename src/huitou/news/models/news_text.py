"""A version of a text that a shop has written over the house's: the newest counts, the others are its history."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class NewsText(ShopRow, Chained):
    """`form` is "mail" or "short"; a short one has no subject. Both empty: back to the house's text since then."""

    trigger = models.CharField(max_length=24)
    form = models.CharField(max_length=8)
    locale = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "trigger", "form", "locale", "version"], name="news_text_version"),
        ]
