"""A customer's own data as JSON."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict


class DataOut(Schema):
    """Everything about a customer, by kind. Files are named; the zip of the pages holds them."""

    format: str = Field(examples=["huitou.personal/1"])
    customer: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    shop: str = Field(examples=["01920000-0000-7000-8000-000000000002"])
    made_at: datetime
    data: dict[str, list[dict[str, Any]]] = Field(examples=[{"contact": [{"name": "Ann", "email": "ann@example.com"}]}])


class ObligationOut(Schema):
    """What an erasure waits for."""

    what: str = Field(examples=["Case R-7K2M-Q4XT is still open."])
    until: datetime | None


class ErasureOut(Schema):
    """A request: `done`, or `waiting` for what a law asks to finish first; it is then done by itself."""

    ref: str = Field(examples=["D-7K2M-Q4XT"])
    state: str = Field(examples=["done"])
    waits_for: list[ObligationOut]


class CorrectionIn(Strict):
    """What is to be mended; what is left out stays."""

    name: str | None = Field(default=None, max_length=200, examples=["Ann Li"])
    email: str | None = Field(default=None, max_length=254, examples=["ann@example.com"])
    phone: str | None = Field(default=None, max_length=40, examples=["+8613800138000"])
    locale: str | None = Field(default=None, max_length=10, examples=["zh-hans"])


class ContactOut(Schema):
    """How the customer is reached now."""

    name: str = Field(examples=["Ann Li"])
    email: str = Field(examples=["ann@example.com"])
    phone: str = Field(examples=["+8613800138000"])
    locale: str = Field(examples=["zh-hans"])
