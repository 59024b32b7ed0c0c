"""A place in a carrier's words, no finer than a city: what may be shown to somebody who only knows a number. Pure.

Only what is surely a city counts: a street, an estate or a shop under its own name looks like one to no table.
"""

import re

LONGEST = 40
FEWEST_PARTS = 3
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PROVINCE = re.compile(r"^(?:中国)?(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?")
# …市 and …县 behind a name that has nothing of an address in it, and neither market nor county town behind it.
_CHINESE_CITY = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?:市(?![场場政民部集])|縣(?![城道政])|县(?![城道政]))")
_NO_NAME = re.compile(r"[区區路街镇鎮乡鄉村道里巷园園苑院楼樓号號店站厦廈湾灣]|[超城夜早菜门門都集花]$")
_BRACKETED = re.compile(r"[【\[(（]([^】\])）]+)")
# A state, province or country, with or without a postcode.
_REGION = re.compile(r"[A-Z]{2}(?:[ -][A-Z]?\d[\w -]*)?")
_POSTCODE = re.compile(r"^\d{4,6}\s+")
_ADDRESS = re.compile(
    r"stra(?:ß|ss)e|str\.|\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|way|court|blvd|boulevard|apartments?|apt|"
    r"suite|unit|building|floor|rue|via|calle|platz|weg|allee|shop|store|porch|locker)\b\.?$",
    re.IGNORECASE,
)


def city_of(place: str) -> str:
    """`MEMPHIS, TN, US` → Memphis; `【广东省深圳市南山区】` → 深圳; "" where no city can be told from a street."""
    text = " ".join(place.split())
    if bracketed := _BRACKETED.search(text):
        text = bracketed.group(1)
    if _HAN.search(text):
        return next((city for part in re.split(r"[,，、\s/-]", text) if (city := _chinese(part))), "")
    parts = [part.strip() for part in text.split(",")]
    return _before_its_region(parts) if len(parts) >= FEWEST_PARTS else ""


def _chinese(part: str) -> str:
    found = _CHINESE_CITY.match(_PROVINCE.sub("", part))
    return found.group(1) if found and not _NO_NAME.search(found.group(1)) else ""


def _before_its_region(parts: list[str]) -> str:
    """The last part before the state and the country at the end of the list."""
    names = list(parts)
    while names and _REGION.fullmatch(names[-1]):
        names.pop()
    if not names or len(names) == len(parts):
        return ""
    city = _POSTCODE.sub("", names[-1])
    # A number is a street's, never a city's.
    if not city or len(city) > LONGEST or any(sign.isdigit() for sign in city) or _ADDRESS.search(city):
        return ""
    return city.title() if city.isupper() else city
