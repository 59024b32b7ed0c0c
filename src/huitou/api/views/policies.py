"""What the shop promises, as published."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.views.common import answers, who
from huitou.cases.judging import NoPolicy
from huitou.policies.pages import render_policy
from huitou.policies.queries import document_of, version_in_force
from huitou.policies.summary import summary_of

router = Router()


class PolicyEntryOut(Schema):
    number: str = Field(examples=["2.1"])
    lines: list[str] = Field(examples=[["Return it within 7 days of delivery, without giving a reason."]])


class PolicySectionOut(Schema):
    number: str = Field(examples=["2"])
    heading: str = Field(examples=["Returns"])
    entries: list[PolicyEntryOut]


class PolicyOut(Schema):
    """The policy in force: the rules as data, and the same rules in words."""

    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    number: int
    in_force_from: datetime | None
    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    title: str = Field(examples=["Return policy"])
    sections: list[PolicySectionOut]
    document: dict[str, Any] = Field(examples=[{"schema": "huitou.policy/1"}])


class PolicySummaryOut(Schema):
    """The policy in force for goods without a rule of their own, short enough for a checkout."""

    number: int
    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    lines: list[str] = Field(examples=[["7 days to change your mind", "Return shipping ¥8.00"]])
    returns: bool = Field(description="Whether goods can go back without a reason.")
    days: int | None = Field(description="Days after the delivery; null: no last day.", examples=[7])
    until: date | None = Field(description="The last day for a delivery on `delivery`.", examples=["2026-11-30"])
    buyer_pays: bool = Field(description="Whether the buyer pays for the way back after a change of mind.")
    fee_minor: int = Field(description="Flat fee for the shop's label, in minor units of `currency`.")
    currency: str = Field(examples=["CNY"])
    restocking_basis_points: int
    fault_days: int | None = Field(description="Days after the delivery when something is wrong.", examples=[15])
    served: bool = Field(description="Whether the shop delivers to `country` and `region`.")
    special_rules: bool = Field(description="Whether some goods, places or customers have rules of their own.")


@router.get("/policies/current", response=answers(200, PolicySummaryOut), summary="The policy in a few lines")
@refuses(NoPolicy)
def policy_summary(
    request: HttpRequest,
    format: Literal["summary"] = "summary",  # noqa: A002  (the parameter's public name)
    delivery: date | None = None,
    country: Annotated[str, Field(pattern="^([A-Z]{2})?$")] = "",
    region: Annotated[str, Field(max_length=120)] = "",
) -> dict[str, Any]:
    """What holds for an order placed now, for a checkout or a product page."""
    caller = who(request)
    with reading(caller):
        version = version_in_force(caller.shop, caller.at)
        if version is None:
            raise NoPolicy()
        language = get_language() or "en"
        said = summary_of(document_of(version), language, delivery=delivery, country=country, region=region)
        return {"number": version.number, "digest": version.digest, **asdict(said)}


@router.get("/policies/in-force", response=answers(200, PolicyOut), summary="The policy in force")
@refuses(NoPolicy)
def policy_in_force(request: HttpRequest) -> dict[str, Any]:
    """What binds orders that are placed now."""
    caller = who(request)
    with reading(caller):
        version = version_in_force(caller.shop, caller.at)
        if version is None:
            raise NoPolicy()
        told = render_policy(version, get_language() or "en")
        return {
            "id": str(version.pk),
            "number": version.number,
            "in_force_from": version.in_force_from,
            "digest": version.digest,
            "title": told.title,
            "sections": [
                {
                    "number": section.number,
                    "heading": section.heading,
                    "entries": [{"number": entry.number, "lines": list(entry.lines)} for entry in section.entries],
                }
                for section in told.sections
            ],
            "document": version.document,
        }
