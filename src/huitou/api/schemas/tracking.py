"""What carriers tell, as JSON: codes that nobody can read, what they mean, whose a number can be."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict


class UnreadOut(Schema):
    """A source's code that no table knows."""

    source: str = Field(examples=["aftership"])
    code: str = Field(examples=["InTransit_012"])
    reports: int = Field(examples=[3])
    parcels: int = Field(examples=[2])
    last_at: datetime = Field(examples=["2026-05-04T08:00:00Z"])
    text: str = Field(examples=["Held at hub"])


class UnreadList(Schema):
    """The codes that wait for a meaning, the most frequent first; and the state of the inbox."""

    codes: list[UnreadOut]
    waiting_for_parcel: int = Field(examples=[1])
    unreadable: int = Field(examples=[0])


class MeaningIn(Strict):
    """What a code means in this shop."""

    source: str = Field(max_length=40, examples=["aftership"])
    code: str = Field(min_length=1, max_length=80, examples=["InTransit_012"])
    status: str = Field(max_length=32, examples=["transit.moving"])


class MeaningOut(Schema):
    """As it is kept."""

    source: str = Field(examples=["aftership"])
    code: str = Field(examples=["InTransit_012"])
    status: str = Field(examples=["transit.moving"])
    sentence: str = Field(examples=["The parcel is on its way."])
    decided_at: datetime = Field(examples=["2026-05-04T08:00:00Z"])


class ReplayIn(Strict):
    """Which reports are read again; empty for all."""

    source: str = Field(default="", max_length=40, examples=["aftership"])
    code: str = Field(default="", max_length=80, examples=["InTransit_012"])


class ReplayOut(Schema):
    """How many parcels were looked at, and how many reports are read otherwise now."""

    parcels: int = Field(examples=[2])
    reports: int = Field(examples=[3])


class CandidateOut(Schema):
    """A carrier that a number can be of. `checked`: its check digit is right."""

    carrier: str = Field(examples=["sf"])
    form: str = Field(examples=["sf"])
    checked: bool = Field(examples=[False])


class NumberOut(Schema):
    """The number as it is kept, and its candidates, the likeliest first."""

    number: str = Field(examples=["SF1234567890123"])
    candidates: list[CandidateOut]
