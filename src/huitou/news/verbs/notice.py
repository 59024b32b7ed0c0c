"""Looks at a parcel of which something was reported, and puts what is to be told in line. Called by jobs only."""

from datetime import datetime, timedelta
from uuid import UUID

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.ids import new_id
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import born, verb
from huitou.lanes.trouble import Kind
from huitou.news.access import rules_of, settings_of
from huitou.news.choosing import AGAIN, about, silent_about
from huitou.news.machine import PARCEL_NEWS
from huitou.news.models import OrderWatch, ParcelNews
from huitou.news.rules import GATHERS_MINUTES, Rule, why_not
from huitou.news.standing import Happening, Standing, happenings
from huitou.news.standings import standing_of
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel

# A parcel whose reports contradict each other for ever is not told of for ever.
MOST_AGAIN = 3


@verb
def notice(*, parcel: UUID, actor: Actor, at: datetime, trouble: Kind | None = None) -> list[ParcelNews]:
    """Put in line what holds of the parcel now and was not in line before. `trouble`: what the list of those says.

    Raises: Forbidden, NotFound.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    found = access_parcel(actor, parcel, lock=True)
    if found.direction == Parcel.Direction.RETURN or not settings_of(actor.shop_id).on:
        return []
    now = standing_of(found, open_shop_row(), at=at, trouble=trouble)
    rules = rules_of(actor.shop_id)
    # Most reports of a parcel are of what nobody is told: they end here.
    here = [one for one in happenings(now) if rules[one.trigger].on] if now else []
    if now is None or not here:
        return []
    lined = {(piece.trigger, piece.key): piece for piece in ParcelNews.objects.filter(parcel=found)}
    watch = OrderWatch.objects.filter(order=found.order_id).first()
    new = []
    for one in here:
        key = _key(one, lined)
        if key is not None and _wanted(one, now, found, rules[one.trigger], watch):
            new.append(_put(one, key, found, rules[one.trigger], actor, at))
    return new


def _key(one: Happening, lined: dict[tuple[str, str], ParcelNews]) -> str | None:
    """Under which key it stands in line; None where it was told, or waits already."""
    keys = [one.key, *(f"{one.key}{AGAIN}{count}" for count in range(2, MOST_AGAIN + 1))]
    for key in keys:
        before = lined.get((one.trigger, key))
        if before is None:
            return key
        if not (before.state == "dropped" and before.why == "over"):
            return None
    return None


def _wanted(one: Happening, now: Standing, parcel: Parcel, rule: Rule, watch: OrderWatch | None) -> bool:
    order, shop = parcel.order, open_shop_row()
    if why_not(rule, about(now, parcel, order, shop, one.trigger, seen=False)):
        return False
    return not silent_about(order, parcel, one.trigger, watch)


def _put(one: Happening, key: str, parcel: Parcel, rule: Rule, actor: Actor, at: datetime) -> ParcelNews:
    piece = ParcelNews(
        id=new_id(), shop_id=actor.shop_id, parcel=parcel, order_id=parcel.order_id, trigger=one.trigger, key=key,
        state=PARCEL_NEWS.initial[0], happened_at=at,
    )  # fmt: skip
    waits = timedelta(minutes=max(rule.wait_minutes, GATHERS_MINUTES))
    piece.lasts = waits
    facts = {"parcel": parcel.pk, "order": parcel.order_id, "trigger": one.trigger, "key": key}
    return born(PARCEL_NEWS, piece, "notice", actor=actor, at=at, facts=facts)  # type: ignore[no-any-return]
