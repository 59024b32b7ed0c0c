"""A shop says how a product is kept well. Called by the desk."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.news.access import EDIT
from huitou.news.models import CareHint
from huitou.news.texts import LOCALES
from huitou.notifications.letters import one_line

MOST = 400


class CareInvalid(Invalid):
    """Neither an article nor a category, both, or too long a hint."""

    code = "care_hint_invalid"
    message = _("Name either an article or a category, and write at most 400 characters.")


@verb
def set_care(*, sku: str, category: str, locale: str, text: str, actor: Actor, at: datetime) -> CareHint | None:
    """Keep the hint of an article or a category; an empty text drops it. Raises: CareInvalid, Forbidden."""
    actor.require(EDIT)
    sku, category, text = one_line(sku, 120), one_line(category, 120), one_line(text, MOST + 1)
    if bool(sku) == bool(category) or locale not in LOCALES or len(text) > MOST:
        raise CareInvalid()
    same = CareHint.objects.filter(sku=sku, category=category, locale=locale)
    if not text:
        same.delete()
        return None
    return CareHint.objects.update_or_create(
        shop_id=actor.shop_id, sku=sku, category=category, locale=locale, defaults={"text": text}
    )[0]
