"""The jobs of news. Each is safe to run twice: a piece of news stands in line once."""

from datetime import datetime
from uuid import UUID

import structlog

from huitou.cases.models import Case
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.deadlines import swept
from huitou.core.jobs import enqueue, periodic, task
from huitou.core.models import Shop
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop
from huitou.lanes.troubled import troubled
from huitou.news.machine import PARCEL_NEWS
from huitou.news.models import ParcelNews
from huitou.news.verbs import fall_back, notice
from huitou.news.verbs.fall_back import lost_tellings, telling_of
from huitou.notifications.models import ShortMessage
from huitou.notifications.short_jobs import when_short_failed

log = structlog.get_logger(__name__)
swept(PARCEL_NEWS, ParcelNews)


@periodic("23 * * * *", name="news.notice_time")
def notice_every_shop() -> None:
    """What becomes news because nothing happens: stuck, late, not fetched, never scanned."""
    shop_by_shop(lambda shop_id: notice_shop(shop_id, at=clock.now()), failed="news.notice_failed")


def notice_shop(shop_id: UUID, *, at: datetime) -> int:
    """The same of one shop; how many pieces of news are new."""
    with in_shop(shop_id):
        looked_after = Case.objects.filter(closed_at=None).values("order_id")
        found = troubled(Shop.objects.get(pk=shop_id), at=at, apart_from=looked_after)
        kinds = [(one.parcel.pk, one.found.kind) for one in found]
    new = 0
    for parcel, kind in kinds:
        try:
            new += len(notice(parcel=parcel, trouble=kind, actor=system_actor(shop_id), at=at))
        except Exception:
            # Nor is one parcel's trouble.
            log.exception("news.parcel_not_noticed", shop=str(shop_id), parcel=str(parcel))
    return new


@periodic("*/10 * * * *", name="news.fall_back")
def fall_back_everywhere() -> None:
    """Messages that did not arrive go out over the next channel of their rule."""
    shop_by_shop(lambda shop_id: fall_back_shop(shop_id, at=clock.now()), failed="news.fall_back_failed")


@when_short_failed
def take_another_way(message: ShortMessage, at: datetime) -> None:
    """A text that failed is sent another way at once, not at the next look."""
    if message.about_id is not None and telling_of(message) is not None:
        enqueue(fall_back_one, shop=str(message.shop_id), message=str(message.pk))


@task("news.fall_back_one")
def fall_back_one(*, shop: str, message: str, **_: object) -> None:
    """The message with this id has failed: its news goes out over the next channel."""
    shop_id = UUID(shop)
    with in_shop(shop_id):
        telling = telling_of(ShortMessage.objects.get(pk=message))
    if telling is not None:
        fall_back(telling=telling, actor=system_actor(shop_id), at=clock.now())


def fall_back_shop(shop_id: UUID, *, at: datetime) -> int:
    """The same of one shop; how many went out again."""
    again = 0
    for telling in lost_tellings(shop_id, at=at):
        try:
            again += bool(fall_back(telling=telling, actor=system_actor(shop_id), at=at))
        except Exception:
            log.exception("news.not_fallen_back", shop=str(shop_id), telling=str(telling))
    return again
