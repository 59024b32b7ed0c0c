"""Reads cells that list words: what goods are, what a buyer confirmed, which groups a customer is in. Pure.

Used by the generic connector (any of the words below, several in a cell) and by Shopify's (codes in tags).
"""

import re
from collections.abc import Sequence

from huitou.orders.connectors.generic.headers import squeezed
from huitou.orders.connectors.values import Unreadable
from huitou.orders.goods import MOST_SEGMENTS, in_order, segment_name
from huitou.policies.rules.vocabulary import BECAUSE

_BETWEEN = re.compile(r"[;|,、，；]+")
_NOTHING = {"none", "no", "-", "–", "无", "無", "没有", "沒有"}
_WORDS = {
    "custom_made": "custom|made to order|personalised|personalized|定制|定做|订制|私人定制|客製化|客製|訂製",
    "perishable": "fresh|perishables|生鲜|鲜活易腐|鲜活|生鮮|易腐敗|保存期限短",
    "digital": "digital goods|digital content|download|虚拟商品|数字商品|在线下载|數位內容|數位商品|虛擬商品",
    "unsealed_media": "media|audio video software|音像制品|软件光盘|影音商品|電腦軟體",
    "press": "newspaper|magazine|报纸|期刊|报刊|報紙|雜誌|期刊雜誌",
    "opened_hygiene": "hygiene|intimate|贴身用品|贴身衣物|卫生用品|個人衛生用品|貼身用品",
    "inseparably_mixed": "mixed|不可分离|混合后不可分离|不可分離",
    "price_fluctuates": "market price|价格随市场波动|随行就市|價格隨市場波動",
    "dated_service": "dated|booking|定期服务|预约服务|預約服務|定期服務",
    "unsealed_safety": "safety seal|拆封影响安全|拆封后影响安全或品质|拆封影響安全",
    "activated": "activation|激活后贬值|激活|啟用後貶值",
    "flawed_disclosed": "flawed|near expiry|clearance flawed|临期|瑕疵|临期或有瑕疵|即期品|瑕疵品",
    "depreciated": "worn out|折旧|折舊",
    "shop_choice": "final sale|no return|不支持退货|不退不换|不接受退貨",
}
_CODE_OF = {squeezed(word): code for code in BECAUSE for word in (code, *_WORDS.get(code, "").split("|")) if word}


def read_grounds(cell: str) -> tuple[str, ...] | None:
    """Codes of `BECAUSE`; None for an empty cell, () where the cell says that there are none.

    Raises Unreadable: trait_unknown.
    """
    words = _split(cell)
    if not words:
        return None
    if [word.casefold() for word in words] in ([nothing] for nothing in _NOTHING):
        return ()
    codes = [_CODE_OF.get(squeezed(word), "") for word in words]
    if "" in codes:
        raise Unreadable("trait_unknown", words[codes.index("")])
    return in_order(codes)


def read_segments(cell: str) -> tuple[tuple[str, ...] | None, list[str]]:
    """The names of groups, and the texts that cannot be one; None for an empty cell, () for a word such as "none"."""
    words = _split(cell)
    if not words:
        return None, []
    if [word.casefold() for word in words] in ([nothing] for nothing in _NOTHING):
        return (), []
    return sorted_names(words)


def sorted_names(words: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """(names that can be stored, texts left out): each name once, at most as many as a customer can have."""
    named = {segment_name(word): word for word in words}
    left_out = [word for word in words if not segment_name(word)]
    names = [name for name in named if name]
    return tuple(sorted(names[:MOST_SEGMENTS])), left_out + [named[name] for name in names[MOST_SEGMENTS:]]


def _split(cell: str) -> list[str]:
    return [word.strip() for word in _BETWEEN.split(cell) if word.strip()]
