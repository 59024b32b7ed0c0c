"""What carriers tell, as JSON: codes that nobody can read, what they mean, whose a number can be."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.common import Amount
from huitou.api.schemas.orders import Strict
from huitou.insights.carriers import CarrierCard
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.troubled import Troubled


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
    """A job reads them; what waits for a meaning afterwards stands in the list of codes."""

    ordered: bool = Field(examples=[True])


class BadPushOut(Schema):
    """A push that nobody could read, or that was not believed. `raw`: its first 4,000 characters as it came."""

    id: UUID
    kind: Literal["unreadable", "refused"] = Field(examples=["refused"])
    source: str = Field(examples=["easypost"])
    why: str = Field(examples=["signature_wrong"])
    received_at: datetime = Field(examples=["2026-05-04T08:00:00Z"])
    times: int = Field(examples=[1])
    size: int = Field(examples=[812])
    raw: str = Field(examples=["{}"])


class TriedOut(Schema):
    """How many of its numbers were new."""

    new: int = Field(examples=[1])


class TroubleOut(Schema):
    """One parcel. `best` is what helps most now; `resting`: something was done lately. Days are whole ones."""

    parcel: str = Field(examples=["P-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    carrier: str = Field(examples=["dhl"])
    tracking_number: str = Field(examples=["JJD000390007"])
    kind: str = Field(examples=["stuck"])
    days: int = Field(examples=[9])
    lane_days: int = Field(description="What 19 of 20 of its lane take; 0 where nobody knows.", examples=[5])
    lane_parcels: int = Field(examples=[210])
    best: str = Field(examples=["ask"])
    done: list[str] = Field(examples=[["ask"]])
    resting: bool = Field(examples=[False])


class PromiseOut(Schema):
    """One word: between two days of the shop's zone; no earliest one is "by"."""

    number: int = Field(examples=[1])
    earliest_on: date | None = Field(examples=["2026-11-25"])
    latest_on: date = Field(examples=["2026-11-26"])
    source: str = Field(description="`carrier`, `lane` or `shop`.", examples=["lane"])
    because: str = Field(examples=["first"])
    cause: str = Field(examples=["weather"])
    place: str = Field(examples=["Memphis"])
    parcels: int = Field(description="How many parcels stand behind a word of the lane.", examples=[210])
    said_at: datetime = Field(examples=["2026-11-22T08:00:00Z"])


class LaneOut(Schema):
    """One carrier from one place to another. Days hold half, and nine of ten, of the parcels that came."""

    carrier: str = Field(examples=["DHL"])
    origin: str = Field(examples=["DE"])
    destination: str = Field(examples=["FR"])
    parcels: int = Field(examples=[210])
    half_within_days: int = Field(examples=[3])
    nine_of_ten_within_days: int = Field(examples=[5])
    promises: int = Field(description="Windows that were judged.", examples=[200])
    promises_kept: int = Field(examples=[183])
    lost: int = Field(examples=[2])
    damaged: int = Field(examples=[3])
    contacted: int = Field(description="Parcels of which a buyer complained because of the carrier.", examples=[9])
    claims: int = Field(examples=[4])
    recovered: list[Amount]


def lane_out(card: CarrierCard) -> dict[str, Any]:
    """A lane's scorecard."""
    lane = card.lane
    return {
        "carrier": lane.carrier, "origin": lane.origin, "destination": lane.destination, "parcels": lane.parcels,
        "half_within_days": lane.usual, "nine_of_ten_within_days": lane.slow, "promises": lane.judged,
        "promises_kept": lane.kept, "lost": lane.lost, "damaged": card.damaged, "contacted": card.contacted,
        "claims": card.claims, "recovered": [Amount.of(money.minor, money.currency) for money in card.recovered],
    }  # fmt: skip


def trouble_out(one: Troubled) -> dict[str, Any]:
    """A parcel in trouble."""
    parcel, found = one.parcel, one.found
    return {
        "parcel": parcel.ref, "order": parcel.order.number, "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number, "kind": str(found.kind), "days": found.days,
        "lane_days": found.lane_days, "lane_parcels": found.lane_parcels, "best": str(one.best),
        "done": [step.did for step in one.done], "resting": one.resting,
    }  # fmt: skip


def promise_out(word: DeliveryPromise) -> dict[str, Any]:
    """A word given for a parcel."""
    names = ("number", "earliest_on", "latest_on", "source", "because", "cause", "place", "parcels", "said_at")
    return {name: getattr(word, name) for name in names}


class CandidateOut(Schema):
    """A carrier that a number can be of. `checked`: its check digit is right."""

    carrier: str = Field(examples=["sf"])
    form: str = Field(examples=["sf"])
    checked: bool = Field(examples=[False])


class NumberOut(Schema):
    """The number as it is kept, and its candidates, the likeliest first."""

    number: str = Field(examples=["SF1234567890123"])
    candidates: list[CandidateOut]
