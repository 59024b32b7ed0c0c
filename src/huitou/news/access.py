"""The only way to a piece of news, and to a shop's rules: the sweep's and the shop's people's."""

from typing import Any
from uuid import UUID

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.verbs import accessed_by
from huitou.news.machine import PARCEL_NEWS
from huitou.news.models import NewsRule, NewsSettings, OrderWatch, ParcelNews
from huitou.news.rules import USUAL, Rule
from huitou.news.triggers import Trigger
from huitou.orders.models import Order

SEE, EDIT = "settings.view", "settings.edit"


@accessed_by(PARCEL_NEWS)
def access_news(actor: Actor, name: ParcelNews | UUID, *, lock: bool = False) -> ParcelNews:
    """The piece of news, by row or id. Raises NotFound."""
    if actor.role != Role.SYSTEM and not (actor.role == Role.MERCHANT and actor.may(SEE)):
        raise NotFound()
    rows: Any = ParcelNews.objects.filter(shop_id=actor.shop_id)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found: ParcelNews | None = rows.filter(pk=name.pk if isinstance(name, ParcelNews) else name).first()
    if found is None:
        raise NotFound()
    return found


def settings_of(shop_id: UUID) -> NewsSettings:
    """The shop's settings; the usual ones where it has set none. Inside the shop."""
    return NewsSettings.objects.filter(shop_id=shop_id).first() or NewsSettings(shop_id=shop_id)


def rules_of(shop_id: UUID) -> dict[Trigger, Rule]:
    """Every trigger's rule as it counts in this shop. One query, inside the shop."""
    own = {Trigger(row.trigger): row.rule for row in NewsRule.objects.filter(shop_id=shop_id)}
    return {**USUAL, **own}


def trigger_named(code: str) -> Trigger:
    """The trigger of a code in an address. Raises NotFound."""
    try:
        return Trigger(code)
    except ValueError:
        raise NotFound() from None


def is_silenced(order: Order) -> bool:
    """Whether the shop has silenced the news of this order's parcels. One query, inside the shop."""
    return OrderWatch.objects.filter(order=order, silenced_at__isnull=False).exists()
