"""What the shop promises, as published."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.views.common import answers, who
from huitou.cases.judging import NoPolicy
from huitou.policies.pages import render_policy
from huitou.policies.queries import version_in_force

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
