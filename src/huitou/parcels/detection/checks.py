"""Check digits as carriers and the postal union compute them. Pure: each says whether it is right."""

from collections.abc import Callable, Sequence
from typing import Final

Check = Callable[[str, str], bool]
_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def none(serial: str, check: str) -> bool:
    """A form without a check digit."""
    return True


def mod10(even: int, odd: int, *, backwards: bool = False, begins: str = "") -> Check:
    """Tens' complement of the sum of the signs, weighted by turns, the first with `even`; letters count from A as 2.

    `begins`: what such a serial begins with where it was left out.
    """

    def right(serial: str, check: str) -> bool:
        whole = serial if serial.startswith(begins) else begins + serial
        values = [_value(sign) for sign in (reversed(whole) if backwards else whole)]
        total = sum(value * (odd if place % 2 else even) for place, value in enumerate(values))
        return (-total) % 10 == int(check)

    return right


def mod7(serial: str, check: str) -> bool:
    """The rest of the serial, as a number, by seven."""
    return int(serial) % 7 == int(check)


def luhn(serial: str, check: str) -> bool:
    """ISO/IEC 7812: every second digit from the right is doubled, and its digits added."""
    total = 0
    for place, sign in enumerate(reversed(serial)):
        value = int(sign) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return (-total) % 10 == int(check)


def weighted(weights: Sequence[int]) -> Check:
    """The weighted sum, by eleven, and a rest of ten counts as nought."""

    def right(serial: str, check: str) -> bool:
        total = sum(int(sign) * weight for sign, weight in zip(serial, weights, strict=True))
        return total % 11 % 10 == int(check)

    return right


def s10(serial: str, check: str) -> bool:
    """The Universal Postal Union's S10: eight weights, eleven less the rest; ten is nought and eleven is five."""
    total = sum(int(sign) * weight for sign, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11) == int(check)


def iso7064(serial: str, check: str) -> bool:
    """ISO/IEC 7064, MOD 37,36."""
    rest = 36
    for sign in serial:
        rest = (rest + _SIGNS.index(sign)) % 36 or 36
        rest = rest * 2 % 37
    return _SIGNS[(37 - rest) % 36] == check


def _value(sign: str) -> int:
    return int(sign) if sign.isdigit() else (ord(sign) - 63) % 10
