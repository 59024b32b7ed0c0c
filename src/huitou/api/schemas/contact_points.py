"""Where a customer can be reached with short messages, and what they want, as JSON."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict


class PointIn(Strict):
    """An address that the shop vouches for, with the customer's consent. `messages`: WeChat's one-time consents."""

    kind: Literal["phone", "wechat"] = Field(examples=["phone"])
    address: str = Field(max_length=200, examples=["+8613800138000"])
    messages: int | None = Field(default=None, ge=1, le=1000)


class PointOut(Schema):
    """An address, masked. `why_not`: why nothing may go there; empty where something may."""

    id: str = Field(examples=["01920000-0000-7000-8000-000000000003"])
    kind: str = Field(examples=["phone"])
    address: str = Field(examples=["+86…8000"])
    why_not: str = Field(examples=[""])
    consent_how: str = Field(examples=["shop"])
    consented_at: datetime
    messages_left: int | None = Field(examples=[None])


class ReachOut(Schema):
    """Every address, and the wishes: the level (`every`, `important`, `none`) by channel, in the order of wish."""

    points: list[PointOut]
    channels: list[str] = Field(examples=[["sms", "wechat", "push", "webhook", "mail"]])
    levels: dict[str, str] = Field(examples=[{"mail": "important"}])
    language: str = Field(examples=["zh-hans"])
    quiet_from: str | None = Field(examples=["22:00"])
    quiet_until: str | None = Field(examples=["07:30"])
    timezone: str = Field(examples=["Asia/Shanghai"])
