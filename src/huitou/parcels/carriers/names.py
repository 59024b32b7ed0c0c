"""What carriers are called here and at each source: one code of ours per carrier, as data. Pure.

A name without a row is no contradiction to any other: it only cannot be compared.
"""

import re
from collections.abc import Mapping
from typing import Final

# Ours, then every other word for it: sources' codes and names, small letters and digits only.
_ROWS: Final = {
    "sf": "shunfeng sfexpress sfb2c 顺丰 顺丰速运 順豐速運 順豐 100012",
    "yto": "yuantong ytoexpress 圆通 圆通速递 圆通快递 圓通速遞 190157",
    "zto": "zhongtong ztoexpress zto001 中通 中通快递 中通速递 190455",
    "sto": "shentong stoexpress 申通 申通快递 190324",
    "yunda": "yundaex yundaexpress yd 韵达 韵达速递 韵达快递 190341",
    "jd": "jdlogistics jingdong jdexpress 京东 京东快递 京东物流 190094",
    "ems": "chinaems emscn 邮政ems 特快专递 3013",
    "chinapost": "yzpy youzhengguonei youzhengbk 邮政快递包裹 中国邮政 3011",
    "jitu": "jtexpress jtexpresscn jt jtsd huitongjitu 极兔 极兔速递 100295",
    "best": "htky huitongkuaidi bestexpress bsky 百世 百世快递 汇通快递",
    "deppon": "debangwuliu debangkuaidi dbl dekuaidi 德邦 德邦快递 德邦物流",
    "fedex": "fedexus fedexhomedelivery fedexground 100003",
    "ups": "upsfreight upsmailinnovations 100002",
    "usps": "uspostalservice 21051",
    "dhl": "dhlexpress 100001",
    "dhl_parcel_de": "dhlgermany dhlpaket deutschepostdhl 7041",
    "dpd": "dpdde dpduk 100007",
    "gls": "glsde 100005",
    "hermes": "hermesde evri myhermes",
    "royalmail": "royalmailuk 11031",
    "canadapost": "postescanada 3041",
    "laposte": "colissimo 6051",
    "yunexpress": "yunexp 云途 云途物流 190008",
    "cainiao": "cainiaoglobal 菜鸟 190271",
}
_OURS: Final[Mapping[str, str]] = {
    word: ours for ours, words in _ROWS.items() for word in (ours.replace("_", ""), *words.split())
}
_SIGNS: Final = re.compile(r"[\W_]+")


def carrier_named(said: str) -> str:
    """Our code of the carrier that is called so; "" where nobody here knows the name."""
    return _OURS.get(_SIGNS.sub("", said.lower()), "")


def contradict(one: str, other: str) -> bool:
    """Whether these two names are certainly of two carriers."""
    first, second = carrier_named(one), carrier_named(other)
    return bool(first and second and first != second)


def word_at(words: Mapping[str, str], carrier: str) -> str:
    """The source's own word (from its mapping) for a carrier as we have it; "" where it has none."""
    return words.get(carrier_named(carrier), "")
