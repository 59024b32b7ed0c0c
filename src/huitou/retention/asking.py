"""Whether a message asks where an order is: by words in three languages, so that each answer can be explained. Pure.

Called where contacts are kept. It errs on the side of "no": a question missed is one that somebody can still mark.
`tests/retention/test_asking.py` measures it on messages that nobody here wrote.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


def _any(parts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(parts))


LONGEST = 2000
# What is waited for, and what is asked of it: one word of each, or one whole phrase, says "where is it".
_THINGS = _any(
    [
        r"\b(?:orders?|packages?|parcels?|shipments?|shippings?|delivery|deliveries|purchases?|items?|goods)\b",
        r"\b(?:products?|stuff|things?|box|tickets?|articles?)\b",
    ]
)
_ASKED = _any(
    [
        r"\bwhere(?:'s| is| are|s)?\b",
        r"\bwhen\b.{0,40}\b(?:arriv\w*|com(?:e|es|ing)|here|deliver\w*|get|receive\w*|ship\w*)\b",
        r"\btrack\w*\b|\b(?:locate|find out|follow|monitor)\b|\bstatus\b|\bprogress\b|\beta\b|\bupdates?\b",
        r"\bhow (?:soon|long|fast|much longer)\b|\bwaiting (?:for|on)\b",
        r"\b(?:still|yet)\b.{0,30}\b(?:wait\w*|arriv\w*|receiv\w*|com(?:e|ing))\b",
        r"\b(?:not|n't|never)\b.{0,20}\b(?:arriv\w*|receiv\w*|come|came|shipped|got(?:ten)?|delivered)\b",
        r"n't\b.{0,20}\b(?:arriv\w*|receiv\w*|come|came|shipped|got(?:ten)?|delivered)\b",
        r"\b(?:late|delayed|overdue|lost|missing)\b|\bwhat(?:'s| is) (?:happening|going on|up) with\b",
        r"\bcheck(?:ing)?(?: up)? (?:on|in on)\b",
    ]
)
_HERS = r"(?:my|our|the) (?:\w+ )?(?:orders?|packages?|parcels?|shipments?|delivery|deliveries)\b"
_PHRASES = _any(
    [
        r"\btrack(?:ing)?\b.{0,20}\b(?:number|code|link|info\w*|page)\b",
        r"\bwhere(?:'s| is| are|s) (?:my|the|our)\b|\bwismo\b",
        rf"\b(?:check|see|know|view)(?:ing)? (?:on |about |where )?{_HERS}",
        r"\bout for delivery\b|\bon (?:its|their|the|it's) way\b",
        r"\bwhen (?:will|does|do|is|are) (?:it|my|they|the)\b.{0,40}\b(?:arriv\w*|com\w*|deliver\w*|ship\w*|here)\b",
        r"\b(?:has|is|was) (?:it|my \w+) (?:been )?(?:shipped|sent|dispatched)\b",
        r"\bit\b.{0,10}(?:n't|\bnot|\bnever)\b.{0,12}\b(?:arrived?|come|came|here|shipped)\b",
        # Chinese, in both scripts
        r"(?:到|走到|送到|运到|運到|寄到)(?:了)?(?:哪|那里|那裡)|(?:在|去)(?:哪|那儿)",
        (
            r"(?:什么时候|什麼時候|何时|何時|几时|幾時|啥时候|多久|几天|幾天|哪天).{0,8}"
            r"(?:到|送|发货|發貨|出货|出貨|寄出|收到|签收|配送|派送)"
        ),
        (
            r"(?:还|還|怎么|怎麼|一直|都|为什么|為什麼|仍)(?:还|還|都)?(?:没有?|沒有?|未|不)"
            r"(?:收到|到|送|发货|發貨|出货|出貨|寄|动|動|更新|派送|配送|签收)"
        ),
        r"(?:没|沒|未)(?:有)?(?:收到|拿到|等到)(?:货|貨|快递|包裹|商品|东西|東西|$)",
        r"(?:查|看|追踪|追蹤|跟踪).{0,6}(?:物流|快递|快遞|包裹|运单|運單|配送|进度|進度|单号|單號)",
        (
            r"(?:物流|快递|快遞|包裹|运单|運單|配送|货|貨|宅配).{0,8}"
            r"(?:不动|不動|没动|沒動|停|没更新|沒更新|没有更新|沒有更新|进度|進度|状态|狀態|信息|資訊|丢|丟|卡)"
        ),
        r"(?:催|加急).{0,4}(?:发货|發貨|出货|出貨|快递|快遞|物流|派送|配送|一下)",
        r"(?:发货|發貨|出货|出貨|寄出)(?:了)?(?:吗|嗎|没|沒)",
        r"(?:物流|快递|快遞|追踪|追蹤|包裹)(?:单号|單號|号码|號碼|编号|編號)",
    ]
)
# The same words about something else: money, papers, an account, another wish.
_ELSE = _any(
    [
        r"\b(?:refund\w*|reimburs\w*|rebate\w*|money back|compensat\w*|payment|paid|pay|bills?|invoices?)\b",
        r"\b(?:account|password|passcode|cancel\w*|chang\w+|modify\w*|edit\w*|address|newsletter|subscri\w*)\b",
        r"\b(?:promo\w*|coupons?|exchang\w*|return\w*|warranty|swap\w*|add\w*|remov\w*|delet\w*|plac(?:e|ing))\b",
        r"\b(?:mak(?:e|ing)|buy\w*|purchas(?:e|ing) (?:a|an|some)|customer (?:service|support|care)|review)\b",
        r"\b(?:complain\w*|claim|options?|methods?|costs?|fees?|sign ?up|regist\w*)\b",
        r"退款|退钱|退錢|退货|退貨|换货|換貨|发票|發票|到账|到帳|入账|入帳|保修|保固|维修|維修|地址|取消",
        r"寄回|退回|优惠|優惠",
    ]
)
# Counts although other words speak against it.
_PLAINLY = _any(
    [
        (
            r"\bwhere(?:'s| is| are|s) (?:my|the|our) (?:\w+ )?"
            r"(?:order|package|parcel|shipment|delivery|stuff|item|things?)\b"
        ),
        r"(?:\bnot|n't|\bnever) (?:\w+ )?(?:receiv|got|get)\w* (?:my|our|the|any) (?:order|package|parcel|shipment)\b",
        r"\b(?:order|package|parcel|shipment)\b.{0,12}(?:\bnot|n't|\bnever) (?:\w+ )?(?:arriv|come|came)\w*\b",
        r"(?:包裹|快递|快遞|物流|(?<![退换換])[货貨]).{0,2}(?:到哪|在哪)|(?:没|沒)(?:有)?收到(?:货|貨|快递|包裹)",
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`where_is_it`: whether it asks. `because`: the words by which, as they stand in the message; empty for no."""

    where_is_it: bool
    because: str = ""


def read(text: str) -> Reading:
    """Judge one message. Only its beginning is read."""
    said = unicodedata.normalize("NFKC", text[:LONGEST]).lower().replace("’", "'")
    if (plain := _PLAINLY.search(said)) is not None:
        return Reading(True, plain[0][:60])
    if _ELSE.search(said):
        return Reading(False)
    if (phrase := _PHRASES.search(said)) is not None:
        return Reading(True, phrase[0][:60])
    thing, asked = _THINGS.search(said), _ASKED.search(said)
    if thing is not None and asked is not None:
        return Reading(True, f"{asked[0][:40]} … {thing[0]}")
    return Reading(False)
