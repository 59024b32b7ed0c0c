"""What of an advance's goods must still come back, and until when, in the reader's language. For mails and pages."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from huitou.core.models import Shop
from huitou.core.when import written
from huitou.instant.models import Advance

AWAY = ("on_the_way", "traced", "arrived", "reported")


@dataclass(frozen=True, slots=True)
class Awaited:
    """`words` lead in the `goods`, each with its pieces."""

    words: str
    goods: tuple[str, ...]


def awaited(advance: Advance, shop: Shop) -> Awaited:
    """The goods of its case, and until when they must be handed over; with the courier nothing is to be done."""
    lines = advance.case.lines.select_related("order_line").order_by("order_line__position")
    goods = tuple(f"{line.order_line.title} × {line.quantity}" for line in lines)
    back = advance.case.goods_return
    if back is None or back.handed_over_at is not None or back.state in AWAY:
        return Awaited(gettext("Already with the courier or at the shop; you need not send anything else:"), goods)
    if back.deadline_at is None:
        return Awaited(gettext("This must still come back:"), goods)
    until = written(back.deadline_at, ZoneInfo(shop.timezone), "full")
    return Awaited(gettext("This must still come back; hand it over by %(until)s:") % {"until": until}, goods)
