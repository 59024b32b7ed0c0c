"""What the goods' way back tells of people: the number of the parcel that they sent."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, hold, known_by, plain
from huitou.logistics.models import (
    GoodsReturn,
    LabelPurchase,
    PickUp,
    Replacement,
    ReturnAddress,
    ReturnLabel,
    ReturnLine,
    ReturnPlace,
    ReturnsProvider,
    ReturnWay,
    SendBack,
    StockMessage,
)


@known_by
def by_returns(customer_id: UUID) -> Known:
    """Their returns, and what they get instead."""
    rows = [
        *GoodsReturn.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"),
        *Replacement.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"),
        *SendBack.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"),
    ]
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


hold(
    Holding(
        code="return",
        model=GoodsReturn,
        fields=("tracking_number",),
        label=_("Tracking numbers of what you sent back"),
        purpose=_("To follow what you sent back, and to claim it from the carrier when it is lost."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after the return was opened")),
        shown=("ref", "order__number", "state", "way", "carrier", "opened_at", "handed_over_at", "arrived_at"),
    )
)
hold(
    Holding(
        code="replacement",
        model=Replacement,
        fields=("tracking_number",),
        label=_("Tracking numbers of replacements"),
        purpose=_("To follow a parcel, and to claim it from the carrier when it is lost."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after the replacement was promised")),
        shown=("ref", "order__number", "state", "carrier", "shipped_at", "delivered_at"),
    )
)
hold(
    Holding(
        code="send_back",
        model=SendBack,
        fields=("tracking_number",),
        label=_("Tracking numbers of goods that came back to you"),
        purpose=_("To follow a parcel, and to claim it from the carrier when it is lost."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after it was settled that they go back")),
        shown=("ref", "order__number", "state", "carrier", "shipped_at", "delivered_at"),
    )
)
hold(
    Holding(
        code="return_label",
        model=ReturnLabel,
        fields=("tracking_number", "code", "instructions", "content", "counter", "sha256"),
        label=_("Labels for what you sent back"),
        purpose=_("So that you can print or show the label, and to claim a lost parcel from the carrier."),
        whose="goods_return__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("given_at"), after=_("after the label was given")),
        shown=("goods_return__ref", "carrier", "given_at", "expires_at"),
        untold=("content", "counter", "sha256"),
    )
)
plain(ReturnLabel, "maker carrier media_type", because="who made it, and what kind of file it is")
hold(
    Holding(
        code="label_purchase",
        model=LabelPurchase,
        fields=("tracking_number", "url", "code", "failure_said"),
        label=_("Labels that were bought for what you sent back"),
        purpose=_("So that you can print or show the label, and to claim a lost parcel from the carrier."),
        whose="goods_return__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("asked_at"), after=_("after the label was given")),
        shown=("goods_return__ref", "carrier", "asked_at", "state"),
        untold=("url", "failure_said"),
    )
)
plain(
    LabelPurchase, "service key state reference rate currency carrier carrier_service failure_code",
    because="codes, and the service's own names of the purchase",
)  # fmt: skip
hold(
    Holding(
        code="pick_up",
        model=PickUp,
        fields=("tracking_number",),
        label=_("Tracking numbers of booked couriers"),
        purpose=_("To follow what you sent back, and to claim it from the carrier when it is lost."),
        whose="goods_return__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("booked_at"), after=_("after the courier was booked")),
        shown=("goods_return__ref", "carrier", "starts_at", "ends_at"),
    )
)
plain(
    PickUp, "service outcome reference carrier failure_code", because="codes, and the service's own name of the booking"
)
plain(SendBack, "ref state carrier pieces", because="codes and counts")
plain(StockMessage, "sku disposition", because="what became of goods")
plain(ReturnAddress, "address countries parts", because="an address of a business")
plain(ReturnPlace, "kind name address hours country", because="a counter of a business")
plain(ReturnsProvider, "name", because="the name of a business")
plain(ReturnWay, "way countries reasons windows service labelling", because="the shop's own offer")
plain(Replacement, "ref state terms currency carrier", because="codes, sums and lengths of time")
plain(
    GoodsReturn, "ref state terms way carrier ways send_to send_to_parts label_service label_standing",
    because="codes, lengths of time, a business address",
)  # fmt: skip
plain(ReturnLine, "disposition", because="what became of goods")
