"""Goods on their way back."""

from huitou.logistics.models.goods_return import GoodsReturn, Way
from huitou.logistics.models.return_line import Disposition, ReturnLine

__all__ = ["Disposition", "GoodsReturn", "ReturnLine", "Way"]
