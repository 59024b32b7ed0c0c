"""A place in a carrier's words, no finer than a city: what may be shown to somebody who only knows a number. Pure."""

import re

LONGEST = 40
_CHINESE_CITY = re.compile(r"([\u4e00-\u9fff]{2,8}?)(?:市|縣|县)")
_PROVINCE = re.compile(r"^[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区)")
_BRACKETED = re.compile(r"[【\[(（]([^】\])）]+)")


def city_of(place: str) -> str:
    """`MEMPHIS, TN, US` → Memphis; `【广东省深圳市南山区】` → 深圳; "" where no city can be told from a street."""
    text = " ".join(place.split())
    if bracketed := _BRACKETED.search(text):
        text = bracketed.group(1)
    if found := _CHINESE_CITY.search(_PROVINCE.sub("", text)):
        return found.group(1)
    first = text.split(",")[0].strip()
    # A number is a street's or a postcode's, never a city's.
    if not first or any(sign.isdigit() for sign in first) or len(first) > LONGEST:
        return ""
    if re.search(r"[\u4e00-\u9fff]", first):
        return first if len(first) <= 4 else ""
    if "," not in text and len(first.split()) > 3:
        return ""
    return first.title() if first.isupper() else first
