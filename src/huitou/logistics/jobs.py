"""Registers the returns for the sweep of deadlines."""

from huitou.core.deadlines import swept
from huitou.logistics import terms  # noqa: F401  (registers the policy's lengths)
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn

swept(GOODS_RETURN, GoodsReturn)
