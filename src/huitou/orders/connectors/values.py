"""Reads the cells of a foreign file: text, amounts, quantities, times. Pure; used by every connector.

Each reader raises Unreadable with the code of the reject; none of them guesses where a guess could move money.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from huitou.core.money import LARGEST_MINOR, exponent

LARGEST_QUANTITY = 1_000_000
EARLIEST_YEAR, LATEST_YEAR = 1980, 2199

# Zero-width and directional marks, soft hyphen, byte order mark: invisible, and they break look-ups.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_SPACES = re.compile(r"\s+")
_AMOUNT = re.compile(r"[-+]?[0-9][0-9.,'\u2019 ]*(?:[eE][-+]?[0-9]+)?|[-+]?[.,][0-9]+")
_CURRENCY_MARK = re.compile(r"^(?:[A-Za-z]{0,3}[$€£¥₩₹元圆円]|[A-Z]{3})\s*|\s*(?:[$€£¥₩₹元圆円]|[A-Z]{3})$")
_NUMERIC_DATE = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_CHINESE_DATE = re.compile(
    r"^(\d{4})年(\d{1,2})月(\d{1,2})日?\s*(?:(\d{1,2})[:时時](\d{1,2})(?:[:分](\d{1,2}))?[分秒]?)?$"
)


class Unreadable(ValueError):
    """A cell that cannot be read. `code` is the reject's code, `value` the cell."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code, value)
        self.code = code
        self.value = value[:120]


def clean(text: str, longest: int = 300) -> str:
    """The text without invisible characters, controls and doubled spaces, at most `longest` characters."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:longest]
    visible = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).strip()[:longest]


MOST_CODES, LONGEST_CODE = 20, 60


def codes_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Discount codes as they were entered, each once; what no code can be (too long, too many) is left out."""
    found = dict.fromkeys(code for text in texts if 0 < len(code := clean(text)) <= LONGEST_CODE)
    return tuple(found)[:MOST_CODES]


def read_quantity(text: str) -> int:
    """A whole number of pieces, may be negative or zero. Raises Unreadable."""
    cell = _plain(text)
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise Unreadable("quantity_malformed", text) from None
    if not number.is_finite() or abs(number) > LARGEST_QUANTITY:
        raise Unreadable("quantity_out_of_range", text)
    if number != number.to_integral_value():
        raise Unreadable("quantity_not_whole", text)
    return int(number)


def read_amount(text: str, currency: str, *, decimal_comma: bool = False) -> int:
    """An amount in minor units; may be negative. More decimals than the currency has must be zeros.

    Raises Unreadable: amount_malformed, amount_out_of_range, amount_too_fine.
    """
    value, digits = read_decimal(text, decimal_comma=decimal_comma), exponent(currency)
    minor = int(value.scaleb(digits))
    # Compared backwards: forwards, more digits than a context holds are rounded, and 0.99…9 would pass for 1.00.
    if Decimal(minor).scaleb(-digits) != value:
        raise Unreadable("amount_too_fine", text)
    return minor


def round_amount(text: str, currency: str, *, decimal_comma: bool = False) -> tuple[int, bool]:
    """Like `read_amount`, halves rounded away from zero; also says whether it had to round."""
    value, digits = read_decimal(text, decimal_comma=decimal_comma), exponent(currency)
    # Quantized before it is scaled: scaling would round more digits than a context holds, and 0.99…9 pass for 1.00.
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return int(rounded.scaleb(digits)), rounded != value


def read_decimal(text: str, *, decimal_comma: bool = False) -> Decimal:
    """The number in a cell such as `R$ 1.234,50` or `(12.00)`. Raises Unreadable."""
    try:
        # Nearly every cell of nearly every file is a plain number.
        value = Decimal(text) if not decimal_comma else Decimal(_number(text, decimal_comma))
    except InvalidOperation:
        value = Decimal(_number(text, decimal_comma))
    if not value.is_finite():
        raise Unreadable("amount_malformed", text)
    if abs(value) > LARGEST_MINOR // 1000:
        raise Unreadable("amount_out_of_range", text)
    return value


def _number(text: str, decimal_comma: bool) -> str:
    cell = _plain(text)
    negative = cell.startswith("(") and cell.endswith(")")
    if negative:
        cell = cell[1:-1].strip()
    if cell.startswith(("-", "+")):
        sign, cell = cell[0], cell[1:].strip()
        negative = negative or sign == "-"
    cell = _CURRENCY_MARK.sub("", cell).strip()
    if not _AMOUNT.fullmatch(cell):
        raise Unreadable("amount_malformed", text)
    mark, group = (",", ".") if decimal_comma else (".", ",")
    head, _, tail = cell.replace("'", "").replace("\u2019", "").replace(" ", "").partition(mark)
    groups = head.split(group)
    # 1.234 is a thousand only when the groups are of three; 12.34 in a file of decimal commas is no amount.
    if any(len(part) != 3 for part in groups[1:]) or group in tail or mark in tail:
        raise Unreadable("amount_malformed", text)
    number = "".join(groups) + ("." + tail if tail else "")
    return "-" + number if negative and not number.startswith("-") else number


def decimal_comma_in(samples: list[str]) -> bool:
    """Whether a column of amounts writes 12,50 for twelve and a half, judged by cells that leave no doubt."""
    commas = sum(bool(re.search(r",\d{1,2}$", _plain(cell))) for cell in samples)
    dots = sum(bool(re.search(r"\.\d{1,2}$", _plain(cell))) for cell in samples)
    return commas > dots


def read_time(text: str, zone: tzinfo | None, *, dates: str = "") -> datetime:
    """A moment, aware. `zone` applies where the text has none; `dates` is `dmy` or `mdy` for 3/4/2024.

    Raises Unreadable: time_malformed, time_ambiguous, time_without_zone.
    """
    cell = text.strip()
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = _other_date(_plain(text), text, dates)
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise Unreadable("time_out_of_range", text)
    if moment.tzinfo is not None:
        return moment
    if zone is None:
        raise Unreadable("time_without_zone", text)
    return moment.replace(tzinfo=zone)


def _other_date(cell: str, text: str, dates: str) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        pass
    if found := _CHINESE_DATE.match(cell):
        year, month, day, *clock = found.groups()
    elif found := _NUMERIC_DATE.match(cell):
        first, second, third, *clock = found.groups()
        if len(first) == 4:
            year, month, day = first, second, third
        elif len(third) != 4:
            raise Unreadable("time_malformed", text)
        else:
            year, month, day = third, *_month_and_day(first, second, dates, text)
    else:
        raise Unreadable("time_malformed", text)
    hour, minute, second_of = (int(part or 0) for part in clock)
    try:
        # The caller gives it its zone.
        return datetime(int(year), int(month), int(day), hour, minute, second_of)  # noqa: DTZ001
    except ValueError:
        raise Unreadable("time_malformed", text) from None


def _month_and_day(first: str, second: str, dates: str, text: str) -> tuple[str, str]:
    if dates == "dmy" or (not dates and int(first) > 12):
        return second, first
    if dates == "mdy" or (not dates and int(second) > 12):
        return first, second
    raise Unreadable("time_ambiguous", text)


def _plain(text: str) -> str:
    """Full-width digits and signs made plain, invisible characters and outer spaces gone."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("\u2212", "-").strip()
