"""Registers returns, replacements and rejected goods for the sweep of deadlines."""

from huitou.core.deadlines import swept
from huitou.logistics import making_labels, terms  # noqa: F401  (registers the policy's lengths)
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Replacement, SendBack
from huitou.logistics.pick_ups import couriers  # noqa: F401  (registers its jobs)
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK

swept(GOODS_RETURN, GoodsReturn)
swept(REPLACEMENT, Replacement)
swept(SEND_BACK, SendBack)
