"""Writing and setting aside the platform's templates of rulings. Of the platform: no shop, no chain of a dispute."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.disputes.templates import every_template
from huitou.cases.models import Grounds, Outcome, RulingTemplate
from huitou.core.errors import Invalid, NotFound
from huitou.core.ids import new_id
from huitou.policies.rules.vocabulary import KINDS, REASONS

LONGEST = 2_000


class TemplateIncomplete(Invalid):
    """A template speaks all three languages, because both sides read it in theirs."""

    code = "template_incomplete"
    message = _("Write the words in all three languages, at most %(most)s characters each.")


def save_template(
    *,
    template: UUID | None = None,
    kind: str,
    reason: str,
    outcome: str,
    grounds: str,
    texts: Mapping[str, str],
    by: str,
    at: datetime,
) -> RulingTemplate:
    """Write a new template, or change one. The caller has checked that the person may. Raises TemplateIncomplete."""
    words = {language: str(texts.get(language, "")).strip() for language in RulingTemplate.LANGUAGES}
    known = kind in ("", *KINDS) and reason in ("", *REASONS) and outcome in Outcome and grounds in Grounds
    if not known or not all(0 < len(text) <= LONGEST for text in words.values()):
        raise TemplateIncomplete(most=LONGEST)
    row = template_of(template) if template else RulingTemplate(id=new_id())
    row.kind, row.reason, row.outcome, row.grounds = kind, reason, outcome, grounds
    row.texts, row.changed_at, row.changed_by = words, at, by
    row.save()
    return row


def retire_template(*, template: UUID, by: str, at: datetime) -> None:
    """Offer the template no longer. Raises NotFound."""
    row = template_of(template)
    row.retired_at, row.changed_at, row.changed_by = at, at, by
    row.save()


def template_of(key: UUID) -> RulingTemplate:
    """The template that is in use, changed or as it came. Raises NotFound."""
    found = next((one for one in every_template() if one.pk == key), None)
    if found is None:
        raise NotFound()
    return found
