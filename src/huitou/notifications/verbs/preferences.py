"""What a customer wants to be told: chosen on their page, or switched off with one click. Called by the portal."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.notifications.layout import LANGUAGE_TAGS
from huitou.notifications.measuring import NO, YES
from huitou.notifications.models import Level, MailTrace, NewsPreference
from huitou.notifications.reach import MAIL, ORDER


class QuietHoursHalf(Invalid):
    """One end of the quiet hours without the other."""

    code = "quiet_hours_half"
    message = _("Give both ends of the quiet hours, or neither.")


@verb
def choose_news(
    *,
    customer_id: UUID,
    levels: Mapping[str, str],
    media: Sequence[str],
    locale: str,
    quiet_from: time | None,
    quiet_until: time | None,
    timezone: str,
    actor: Actor,
    at: datetime,
    measured: str = "",
) -> NewsPreference:
    """Keep what the customer chose. Unknown media, levels, languages and zones are left out.

    `measured`: "yes" or "no", whether the shop may see that mails are opened; "" leaves it as it is. What was noted
    goes with a "no".

    Raises: QuietHoursHalf, Forbidden.
    """
    _demand(actor, customer_id)
    if (quiet_from is None) != (quiet_until is None):
        raise QuietHoursHalf()
    row, made = _row(actor, customer_id, at)
    row.levels = {name: level for name, level in levels.items() if name in (*ORDER, MAIL) and level in Level.values}
    row.media = [name for name in media if name in ORDER]
    row.locale = locale if locale in LANGUAGE_TAGS else ""
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    row.timezone = timezone if timezone in available_timezones() else ""
    if measured in (YES, NO):
        row.measured = measured
        if measured == NO:
            MailTrace.objects.filter(customer_id=customer_id).delete()
    return _keep(row, made, actor=actor, at=at)


@verb
def switch_news_off(*, customer_id: UUID, channel: str, actor: Actor, at: datetime) -> NewsPreference:
    """No news through this channel any more; what concerns money or rights still comes by mail. Raises: Forbidden."""
    _demand(actor, customer_id)
    row, made = _row(actor, customer_id, at)
    row.levels = {**row.levels, channel: str(Level.NONE)}
    return _keep(row, made, actor=actor, at=at)


def _row(actor: Actor, customer_id: UUID, at: datetime) -> tuple[NewsPreference, bool]:
    row = lock_or_make(NewsPreference.objects.filter(customer_id=customer_id))
    if row is not None:
        return row, False
    return NewsPreference(id=new_id(), shop_id=actor.shop_id, customer_id=customer_id), True


def _keep(row: NewsPreference, made: bool, *, actor: Actor, at: datetime) -> NewsPreference:
    row.changed_at = at
    events.record(
        row,
        "notifications.news.chosen",
        actor=actor,
        at=at,
        facts={"customer": row.customer_id, "levels": dict(row.levels), "measured": row.measured},
    )
    row.save(force_insert=made)
    return row


def _demand(actor: Actor, customer_id: UUID) -> None:
    if not (actor.role == Role.BUYER and actor.customer_id == customer_id):
        actor.require("customers.edit")
