"""Goods on their way back, where and how they come, what becomes of them, and goods that go out instead."""

from huitou.logistics.models.goods_return import GoodsReturn, Way
from huitou.logistics.models.label_purchase import IN_FORCE, LabelPurchase, Purchase
from huitou.logistics.models.pick_up import PickUp
from huitou.logistics.models.replacement import Replacement
from huitou.logistics.models.replacement_line import ReplacementLine
from huitou.logistics.models.return_address import ReturnAddress
from huitou.logistics.models.return_label import ReturnLabel
from huitou.logistics.models.return_line import Disposition, ReturnLine
from huitou.logistics.models.return_place import PlaceKind, ReturnPlace
from huitou.logistics.models.return_way import ReturnWay
from huitou.logistics.models.returns_provider import ReturnsProvider
from huitou.logistics.models.send_back import SendBack
from huitou.logistics.models.stock_message import StockMessage

__all__ = [
    "IN_FORCE",
    "Disposition",
    "GoodsReturn",
    "LabelPurchase",
    "PickUp",
    "PlaceKind",
    "Purchase",
    "Replacement",
    "ReplacementLine",
    "ReturnAddress",
    "ReturnLabel",
    "ReturnLine",
    "ReturnPlace",
    "ReturnWay",
    "ReturnsProvider",
    "SendBack",
    "StockMessage",
    "Way",
]
