"""Labels of the shop: who makes them, and the one that counts for a return.

`LabelMaker` is what an adapter of a carrier offers. `manual` is the one that is always there: it makes nothing, so the
shop gives the label itself. Read by verbs, jobs and pages.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from huitou.logistics.models import GoodsReturn, ReturnLabel


@dataclass(frozen=True, slots=True)
class MadeLabel:
    """What a carrier gives. `content` is a PDF, PNG or JPEG; `code` what its counter scans. One of the two is there."""

    carrier: str
    tracking_number: str = ""
    code: str = ""
    instructions: str = ""
    content: bytes = b""
    expires_at: datetime | None = None


class LabelMaker(Protocol):
    """Makes labels with one carrier. Called by a job, outside any transaction; raises its own errors."""

    code: str

    def make(self, *, key: str, send_to: str, pieces: int) -> MadeLabel | None:
        """A label for one parcel; None: a person of the shop gives it. The same `key` never makes two."""


class Manual:
    """A person of the shop buys the label at the carrier's counter or site, and gives it on the desk."""

    code = "manual"

    def make(self, *, key: str, send_to: str, pieces: int) -> MadeLabel | None:
        return None


_maker: LabelMaker = Manual()


def use_label_maker(maker: LabelMaker) -> LabelMaker:
    """Set the installation's adapter; returns the one before. Called by `config` alone, once, and by tests."""
    global _maker
    before, _maker = _maker, maker
    return before


def label_maker() -> LabelMaker:
    """The installation's adapter."""
    return _maker


def label_of(goods_return: GoodsReturn, at: datetime) -> ReturnLabel | None:
    """The newest label that can still be used."""
    newest = ReturnLabel.objects.filter(goods_return=goods_return).order_by("-given_at", "-pk").first()
    if newest is None or (newest.expires_at is not None and newest.expires_at <= at):
        return None
    return newest
