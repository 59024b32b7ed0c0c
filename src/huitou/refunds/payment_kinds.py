"""What a payment was: money, or something that the shop itself gave out. Each share goes back as what it was.

Pure data, read by the splitting, the refund's page and the exports.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class PaymentKind(StrEnum):
    """Money comes from outside; the others are promises of the shop."""

    MONEY = "money"
    GIFT_CARD = "gift_card"
    POINTS = "points"
    CREDIT = "credit"


LABELS = {
    PaymentKind.MONEY: _("the way it was paid"),
    PaymentKind.GIFT_CARD: _("as a gift card"),
    PaymentKind.POINTS: _("as points"),
    PaymentKind.CREDIT: _("as credit in the shop"),
}

# The words of shop systems for what is not money; everything else is.
_METHODS = {
    "gift_card": PaymentKind.GIFT_CARD,
    "giftcard": PaymentKind.GIFT_CARD,
    "gift card": PaymentKind.GIFT_CARD,
    "voucher": PaymentKind.GIFT_CARD,
    "礼品卡": PaymentKind.GIFT_CARD,
    "禮品卡": PaymentKind.GIFT_CARD,
    "购物卡": PaymentKind.GIFT_CARD,
    "代金券": PaymentKind.GIFT_CARD,
    "禮券": PaymentKind.GIFT_CARD,
    "points": PaymentKind.POINTS,
    "loyalty_points": PaymentKind.POINTS,
    "reward_points": PaymentKind.POINTS,
    "积分": PaymentKind.POINTS,
    "積分": PaymentKind.POINTS,
    "點數": PaymentKind.POINTS,
    "store_credit": PaymentKind.CREDIT,
    "store credit": PaymentKind.CREDIT,
    "shop_cash": PaymentKind.CREDIT,
    "wallet": PaymentKind.CREDIT,
    "储值": PaymentKind.CREDIT,
    "儲值": PaymentKind.CREDIT,
    "購物金": PaymentKind.CREDIT,
}


def kind_of(method: str) -> PaymentKind:
    """The kind of a payment by its method, as the order's source called it."""
    return _METHODS.get(method.strip().lower().replace("-", "_"), PaymentKind.MONEY)
