"""Contacts of buyers as programs note and read them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from huitou.api.schemas.orders import Strict

Way = Literal["phone", "email", "chat", "store", "other"]


class NotedContactIn(Strict):
    """A contact that came another way."""

    channel: Way = Field(examples=["chat"])
    order: str | None = Field(default=None, max_length=80, examples=["4711"], description="Its number or id, if known.")
    text: str = Field(
        default="", max_length=4000, examples=["Where is my parcel?"], description="Read, judged and not kept."
    )
    where_is_it: bool | None = Field(default=None, description="Whether it asks where the order is; goes before words.")
    asked_at: AwareDatetime | None = Field(default=None, examples=["2026-11-22T09:00:00Z"], description="Else now.")
    external_id: str = Field(
        default="", max_length=120, examples=["T-1009"], description="Yours; the same again is the same contact."
    )


class NotedContactOut(Schema):
    """A contact. No words of it: these are read in the case or on the desk."""

    id: UUID
    channel: str = Field(examples=["chat"], description="`page`, `case`, or as it was noted.")
    order_id: UUID | None
    parcel_id: UUID | None
    where_is_it: bool
    stage: str = Field(examples=["moving"], description="Where the parcel stood when it was asked.")
    after: str = Field(examples=["portal.shipped"], description="The message about the parcel that had gone out last.")
    asked_at: datetime
    answered_at: datetime | None


class ContactWeekOut(Schema):
    """One week of the shop's."""

    monday: str = Field(examples=["2026-11-16"])
    where_is_it: int
    others: int
    parcels_shipped: int


class RateOut(Schema):
    """So many questions while so many parcels were shipped."""

    where_is_it: int = Field(examples=[12])
    parcels_shipped: int = Field(examples=[480])


class ParcelMessageOut(Schema):
    """What a message about parcels changed. `verdict`: fewer, more, same, too_few, or unknown."""

    message: str = Field(examples=["portal.shipped"])
    began_at: datetime
    sent: int
    verdict: str = Field(examples=["fewer"])
    before: RateOut | None = Field(description="As long before it began as `after` lasts, at most 8 weeks.")
    after: RateOut | None
    ratio_low_per_cent: int | None = Field(examples=[31], description="95 % bounds of after to before; null: too few.")
    ratio_high_per_cent: int | None = Field(examples=[74])


class ContactFigures(Schema):
    """Questions where the order is, per 100 parcels shipped, of the last 12 weeks."""

    weeks: list[ContactWeekOut]
    messages: list[ParcelMessageOut]
