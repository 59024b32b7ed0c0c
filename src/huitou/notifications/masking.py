"""Addresses as they are shown: enough to know one's own, too little to use it. Pure."""

from urllib.parse import urlsplit


def masked_email(address: str) -> str:
    """`j…@example.com`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else "…"


def masked_phone(number: str) -> str:
    """`+86 … 8000`: the last four digits; of a short number the last two."""
    shown = number[-4:] if len(number) >= 10 else number[-2:]
    return f"{number[:3]}…{shown}" if number.startswith("+") else f"…{shown}"


def masked(kind: str, address: str) -> str:
    """The address of a contact point: a phone, a WeChat id, the host of a browser's push service."""
    if kind == "phone":
        return masked_phone(address)
    if kind == "push":
        return urlsplit(address).hostname or "…"
    return f"…{address[-4:]}"
