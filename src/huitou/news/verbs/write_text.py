"""A shop writes a text of its own, or goes back to the house's. Every version stays. Called by the desk and the API."""

from datetime import datetime

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.ids import new_id
from huitou.core.locks import in_turn
from huitou.core.verbs import verb
from huitou.news.access import EDIT
from huitou.news.models import NewsText
from huitou.news.texts import FORMS, LOCALES, MAIL_FORM
from huitou.news.triggers import Trigger
from huitou.news.wording import check_mail, check_short
from huitou.notifications.letters import one_line, plain


@verb
def write_text(
    *, trigger: Trigger, form: str, locale: str, text: str, actor: Actor, at: datetime, subject: str = ""
) -> NewsText:
    """Keep the text as the one that counts. `form`: "mail" with its subject, or "short".

    Raises: TextInvalid and its kinds, Forbidden, NotFound for a form or a language that there is not.
    """
    actor.require(EDIT)
    _demand_known(form, locale)
    text = plain(text)
    if form == MAIL_FORM:
        subject = one_line(subject)
        check_mail(trigger, subject, text)
    else:
        subject, text = "", " ".join(text.split())
        check_short(trigger, text)
    return _keep(trigger, form, locale, subject, text, actor, at)


@verb
def restore_text(*, trigger: Trigger, form: str, locale: str, actor: Actor, at: datetime) -> NewsText | None:
    """Back to the house's text; None where it counts already. Raises: Forbidden, NotFound."""
    actor.require(EDIT)
    _demand_known(form, locale)
    before = _newest(trigger, form, locale)
    return None if before is None or not before.text else _keep(trigger, form, locale, "", "", actor, at)


def _demand_known(form: str, locale: str) -> None:
    if form not in FORMS or locale not in LOCALES:
        raise NotFound()


def _newest(trigger: Trigger, form: str, locale: str) -> NewsText | None:
    rows = NewsText.objects.filter(trigger=trigger, form=form, locale=locale)
    # Each version is a row of its own, so it is the text that is locked: the newest one's row would not do.
    in_turn(f"news.text.{trigger}.{form}.{locale}")
    return rows.order_by("-version").first()


def _keep(trigger: Trigger, form: str, locale: str, subject: str, text: str, actor: Actor, at: datetime) -> NewsText:
    before = _newest(trigger, form, locale)
    if before is not None and (before.subject, before.text) == (subject, text):
        return before
    row = NewsText(
        id=new_id(), shop_id=actor.shop_id, trigger=trigger, form=form, locale=locale, subject=subject, text=text,
        version=before.version + 1 if before else 1, written_at=at, written_by=actor.id,
    )  # fmt: skip
    facts = {"trigger": trigger, "form": form, "locale": locale, "version": row.version, "usual": not text}
    events.record(row, "news.text.written", actor=actor, at=at, facts=facts)
    row.save(force_insert=True)
    return row
