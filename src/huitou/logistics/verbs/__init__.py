"""Every write on goods that come back, or go out instead: one verb per file or per pair."""

from huitou.logistics.verbs.buy_label import order_label, void_label
from huitou.logistics.verbs.dispose import Disposal, dispose
from huitou.logistics.verbs.hand_over import cancel, collect, hand_over, join
from huitou.logistics.verbs.inspect import (
    Finding,
    FindingsIncomplete,
    accept_goods,
    confirm_findings,
    contest_goods,
    report_findings,
)
from huitou.logistics.verbs.labels import ask_label, do_without_label, give_label
from huitou.logistics.verbs.open_return import open_return
from huitou.logistics.verbs.pick_up import (
    book_pick_up,
    cancel_pick_up,
    change_pick_up,
    decline_pick_up,
    miss_pick_up,
)
from huitou.logistics.verbs.receive import arrive, receive_in_store
from huitou.logistics.verbs.replace import Sent, open_replacement
from huitou.logistics.verbs.send_back import send_goods_back, settle_goods, take_in_strays
from huitou.logistics.verbs.silence import declare_lost, expire, trace

__all__ = [
    "Disposal",
    "Finding",
    "FindingsIncomplete",
    "Sent",
    "accept_goods",
    "arrive",
    "ask_label",
    "book_pick_up",
    "cancel",
    "cancel_pick_up",
    "change_pick_up",
    "collect",
    "confirm_findings",
    "contest_goods",
    "declare_lost",
    "decline_pick_up",
    "dispose",
    "do_without_label",
    "expire",
    "give_label",
    "hand_over",
    "join",
    "miss_pick_up",
    "open_replacement",
    "open_return",
    "order_label",
    "receive_in_store",
    "report_findings",
    "send_goods_back",
    "settle_goods",
    "take_in_strays",
    "trace",
    "void_label",
]
