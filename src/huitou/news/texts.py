"""Which text counts: the shop's newest, else the house's. Inside the shop; writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import override

from huitou.news.models import NewsText
from huitou.news.triggers import Trigger
from huitou.news.usual_texts import Text, usual

MAIL_FORM, SHORT_FORM = "mail", "short"
FORMS = (MAIL_FORM, SHORT_FORM)
LOCALES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True, slots=True)
class Current:
    """The text that counts. `own`: the shop wrote the mail; `own_short`: the short message."""

    text: Text
    own: bool
    own_short: bool


def current_text(shop_id: UUID, trigger: Trigger, locale: str) -> Current:
    """The text of one trigger in one language. One query."""
    rows = NewsText.objects.filter(shop_id=shop_id, trigger=trigger, locale=locale).order_by("form", "-version")
    newest = {row.form: row for row in rows.distinct("form")}
    return _put_together(trigger, locale, newest.values())


def _put_together(trigger: Trigger, locale: str, newest: Iterable[NewsText]) -> Current:
    with override(locale):
        house = usual(trigger)
    rows = {row.form: row for row in newest if row.text}
    mail, short = rows.get(MAIL_FORM), rows.get(SHORT_FORM)
    text = Text(
        mail.subject if mail else house.subject, mail.text if mail else house.text, short.text if short else house.short
    )
    return Current(text, mail is not None, short is not None)


def history_of(shop_id: UUID, trigger: Trigger) -> list[NewsText]:
    """Every version that the shop wrote of a trigger's texts, the newest first."""
    return list(NewsText.objects.filter(shop_id=shop_id, trigger=trigger).order_by("-written_at", "-version"))
