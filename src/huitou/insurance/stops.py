"""Reasons of higher areas not to take out covers that the platform stands for. They say it here (`stops_platform`)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

Stopped = Callable[[UUID, datetime], bool]
_told: list[Stopped] = []


def stops_platform(function: Stopped) -> Stopped:
    """Register `f(shop_id, at)`: whether the platform pays and vouches for nothing of this shop now."""
    _told.append(function)
    return function


def platform_stopped(shop_id: UUID, at: datetime) -> bool:
    """Whether somebody has stopped it."""
    return any(function(shop_id, at) for function in _told)
