"""The words that files of scans write for where a parcel is, and the pair that each stands for. Data; pure.

Whoever keeps a file by hand writes words and no codes. A word that is not here means nothing until the shop says what
it means: it waits with the codes that nobody can read.
"""

from collections.abc import Mapping
from typing import Final

# Pair, then the words for it. What else a source writes in words stands in that source's own mapping.
_ROWS: Final = {
    "transit.moving": "在途 干线 运输中 運送中",
    "transit.collected": "揽收 已揽收 已收件",
    "info.label_created": "已下单",
    "info.awaiting_collection": "待揽收",
    "transit.at_facility": "到达派件城市",
    "transit.redirected": "转递 转投 转单",
    "customs.processing": "清关 待清关 清关中",
    "customs.cleared": "已清关",
    "customs.action_required": "清关异常",
    "out_for_delivery.other": "派件 派送中 配送中 派件中",
    "pickup_ready.other": "投柜或驿站",
    "attempt.other": "派送异常",
    "attempt.nobody": "无法联系",
    "attempt.bad_address": "超区",
    "attempt.refused": "拒签",
    "delivered.other": "签收 已签收 已簽收 派件异常后签收",
    "delivered.signed": "本人签收",
    "delivered.proxy": "代签",
    "delivered.locker": "投柜或站签收",
    "exception.delayed": "派送超时 滞留",
    "exception.not_signed": "超时未签收",
    "exception.not_collected": "柜或驿站超时未取",
    "exception.lost": "丢失 遗失 遺失",
    "exception.damaged": "破损 破損",
    "exception.other": "疑难",
    "returning.other": "退回",
    "returned.other": "退签",
    "cancelled.other": "已销单 销单",
}
FILE_WORDS: Final[Mapping[str, str]] = {word: status for status, words in _ROWS.items() for word in words.split()}
