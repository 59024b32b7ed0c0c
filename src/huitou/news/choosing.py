"""Whether a piece of news is still to be told, and when. Reads inside the shop; the arithmetic is in `timing`."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.cases.models import Case
from huitou.core.actors import system_actor
from huitou.core.locks import in_turn
from huitou.core.models import Shop
from huitou.lanes.models import TroubleStep
from huitou.lanes.trouble import Kind, Step
from huitou.lanes.troubled import troubled
from huitou.news.models import NewsSettings, OrderWatch, ParcelNews, Telling
from huitou.news.rules import About, Rule, why_not
from huitou.news.standing import Standing, happenings
from huitou.news.standings import standing_of
from huitou.news.timing import Quiet, day_began, is_quiet, next_morning, when_awake, within
from huitou.news.triggers import NOT_OF_REPLACEMENTS, ROWS, TROUBLE, Trigger
from huitou.news.ways import Reader
from huitou.news.zones import zone_of
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

# A happening that was dropped because it was over, and is so again, is another one.
AGAIN = "#"


def about(now: Standing, parcel: Parcel, order: Order, shop: Shop, trigger: Trigger, *, seen: bool) -> About:
    """What the rule's conditions are held against."""
    late = {Trigger.DELAYED: now.late_days or None, Trigger.UNSCANNED: now.unscanned_days}.get(trigger)
    if trigger == Trigger.NEW_DATE and now.word and now.before:
        late = max((now.word.latest - now.before.latest).days, 0)
    return About(
        country=order.country, carrier=parcel.carrier, seen=seen, late_days=late,
        value_minor=order.total_minor if order.currency == shop.currency else None,
    )  # fmt: skip


def silent_about(order: Order, parcel: Parcel, trigger: Trigger, watch: OrderWatch | None) -> str:
    """Why nothing of the kind is told of this order, whatever the rule says; "" where it is."""
    if order.state == Order.State.CANCELLED:
        return "cancelled"
    if watch is not None and watch.silenced_at is not None:
        return "silenced"
    if parcel.direction == Parcel.Direction.RETURN:
        return "return"
    if parcel.direction == Parcel.Direction.REPLACEMENT and trigger in NOT_OF_REPLACEMENTS:
        return "case_tells"
    if trigger in TROUBLE and Case.objects.filter(order=order, closed_at=None).exists():
        return "open_case"
    return ""


def why_over(piece: ParcelNews, parcel: Parcel, order: Order, shop: Shop, rule: Rule, *, at: datetime) -> str:
    """Why the piece is not to be told any more; "" where it still is so."""
    trigger = Trigger(piece.trigger)
    stuck = trigger == Trigger.STUCK and _is_stuck(shop, parcel, at)
    now = standing_of(parcel, shop, at=at, trouble=Kind.STUCK if stuck else None)
    key = piece.key.partition(AGAIN)[0]
    if now is None or not any((one.trigger, one.key) == (trigger, key) for one in happenings(now)):
        return "over"
    watch = OrderWatch.objects.filter(order=order).first()
    if why := silent_about(order, parcel, trigger, watch):
        return why
    # The step that a message of ours left there is nobody's who wrote.
    written = TroubleStep.objects.filter(parcel=parcel, did=Step.WRITE, at__gte=piece.happened_at)
    if trigger in TROUBLE and written.exclude(actor_id=system_actor(shop.pk).id).exists():
        return "written"
    seen = watch is not None and watch.seen_at is not None and watch.seen_at >= piece.happened_at
    return why_not(rule, about(now, parcel, order, shop, trigger, seen=seen))


def clock_of(order: Order, shop: Shop, settings: NewsSettings, reader: Reader) -> tuple[ZoneInfo, Quiet]:
    """The reader's zone and quiet hours: their own choice, else the order's country and the shop's hours."""
    zone = ZoneInfo(reader.zone) if reader.zone else zone_of(
        order.country, order.region, shop_country=shop.country, shop_zone=shop.timezone
    )  # fmt: skip
    return zone, reader.quiet or settings.quiet


def hold_budget(customer_id: UUID) -> None:
    """One at a time decides about a customer's budget, until its transaction ends: two orders are one customer's."""
    in_turn(f"news_budget:{customer_id}")


def held_until(
    trigger: Trigger, parcels: set[UUID], order: Order, shop: Shop, settings: NewsSettings, reader: Reader, *,
    at: datetime,
) -> tuple[str, datetime | None]:  # fmt: skip
    """("", None): now. A code and a moment: not before then. A code alone: never, enough was said."""
    zone, quiet = clock_of(order, shop, settings, reader)
    if not ROWS[trigger].important:
        hold_budget(order.customer_id)
        told = Telling.objects.filter(customer_id=order.customer_id, by_hand=False)
        today = told.filter(told_at__gte=day_began(at, zone)).count()
        of_parcel = max((told.filter(pieces__parcel_id=key).distinct().count() for key in parcels), default=0)
        if not within(settings.budget, today=today, of_parcel=of_parcel):
            enough = settings.per_day == 0 or of_parcel >= settings.per_parcel
            return ("enough", None) if enough else ("tomorrow", next_morning(at, zone, quiet))
    if is_quiet(at, zone, quiet):
        return "quiet", when_awake(at, zone, quiet)
    return "", None


def _is_stuck(shop: Shop, parcel: Parcel, at: datetime) -> bool:
    return any(one.found.kind == Kind.STUCK for one in troubled(shop, at=at, only=parcel.ref))
