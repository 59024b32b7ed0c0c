"""Every write on goods that come back: one verb per file or per pair."""

from huitou.logistics.verbs.hand_over import cancel, collect, hand_over
from huitou.logistics.verbs.inspect import Finding, FindingsIncomplete, accept_goods, contest_goods
from huitou.logistics.verbs.open_return import open_return
from huitou.logistics.verbs.receive import arrive
from huitou.logistics.verbs.silence import declare_lost, expire, trace

__all__ = [
    "Finding",
    "FindingsIncomplete",
    "accept_goods",
    "arrive",
    "cancel",
    "collect",
    "contest_goods",
    "declare_lost",
    "expire",
    "hand_over",
    "open_return",
    "trace",
]
