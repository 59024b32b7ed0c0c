"""Words for a ruling that fit many cases, in three languages, written and changed by the platform's people.

Of the platform, not of a shop: without a shop, and not under row-level security. It holds no personal data.
"""

from typing import ClassVar

from django.db import models

from huitou.cases.models.dispute import Outcome
from huitou.cases.models.ruling import Grounds
from huitou.core.ids import new_id


class RulingTemplate(models.Model):
    """`kind` and `reason` may be empty: then the template fits every kind, every reason. `texts`: language → words."""

    LANGUAGES: ClassVar[tuple[str, ...]] = ("zh-hans", "zh-hant", "en")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    grounds = models.CharField(max_length=20, choices=Grounds.choices)
    texts = models.JSONField(default=dict)
    # Set aside instead of deleted: rulings written with it stay explicable.
    retired_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    def text(self, language: str) -> str:
        """The words in the language, else in English, else in any."""
        return str(self.texts.get(language) or self.texts.get("en") or next(iter(self.texts.values()), ""))

    def __str__(self) -> str:
        return f"{self.outcome} {self.grounds}"
