"""News of parcels as JSON: a trigger with its rule and figures, a text with its versions."""

from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict
from huitou.news.figures import Told
from huitou.news.rules import LONGEST_WAIT_MINUTES, Rule
from huitou.news.texts import Current
from huitou.news.triggers import ROWS, Trigger
from huitou.news.wording import SUBJECT_MOST, TEXT_MOST

Channel = Literal["mail", "sms", "wechat", "push", "webhook"]
Form = Literal["mail", "short"]
Language = Literal["zh-hans", "zh-hant", "en"]
TRIGGERS = ", ".join(Trigger)


class NewsRuleIn(Strict):
    """The whole rule of a trigger. Lists that are empty and numbers that are 0 hold for everybody."""

    on: bool = Field(examples=[True])
    channels: list[Channel] = Field(
        default=["mail"], max_length=5, examples=[["sms", "mail"]], description="In the order in which they are tried."
    )
    wait_minutes: int = Field(
        default=0, ge=0, le=LONGEST_WAIT_MINUTES, examples=[360], description="Told if it is still so after that."
    )
    late_days: int = Field(default=0, ge=0, le=60, examples=[2])
    countries: list[str] = Field(default=[], max_length=60, examples=[["CN", "TW"]])
    carriers: list[str] = Field(default=[], max_length=60, examples=[["sf"]])
    least_minor: int = Field(default=0, ge=0, examples=[10000], description="Minor units of the shop's currency.")
    unless_seen: bool = Field(default=False, description="Not to a buyer who has looked at the parcel since.")


class NewsRuleOut(NewsRuleIn):
    """A trigger with its rule as it counts, and what was told of it in the last 30 days."""

    trigger: str = Field(examples=["delivered"], description=TRIGGERS)
    name: str = Field(examples=["Delivered"])
    meaning: str = Field(examples=["the parcel was delivered."], description="Completes: the buyer is told when …")
    important: bool
    sent: int = Field(examples=[120])
    opened: int = Field(examples=[64])


class NewsTextIn(Strict):
    """A text with variables, as `{order}`. A short one has no subject."""

    subject: str = Field(default="", max_length=SUBJECT_MOST * 2, examples=["Delivered: order {order}"])
    text: str = Field(max_length=TEXT_MOST * 2, examples=["Your parcel was delivered.\nThank you, {shop}"])


class NewsTextOut(Schema):
    """The text that counts in one language; `own`: the shop's, else the house's."""

    trigger: str = Field(examples=["delivered"])
    form: Form
    language: Language
    subject: str = Field(examples=["Delivered: order {order}"])
    text: str = Field(examples=["Your parcel was delivered."])
    own: bool
    variables: list[str] = Field(examples=[["order", "shop"]], description="What may stand in it, in braces.")


class NewsTextVersionOut(Schema):
    """A version that the shop wrote; both texts empty: back to the house's."""

    form: Form
    language: Language
    version: int = Field(examples=[3])
    subject: str = Field(examples=["Here: {order}"])
    text: str = Field(examples=["Your {product} is here."])
    written_at: datetime
    written_by: str = Field(examples=["staff:0190b2c4-…"])


class SilenceIn(Strict):
    """Whether nothing more is told of the order's parcels."""

    silent: bool


class SilenceOut(Schema):
    order: str = Field(examples=["1001"])
    silent: bool


def rule_out(rule: Rule, told: Told) -> dict[str, Any]:
    """The rule as JSON."""
    row = ROWS[rule.trigger]
    return {
        "trigger": rule.trigger, "name": _(row.name), "meaning": _(row.meaning), "important": row.important,
        "on": rule.on, "channels": list(rule.channels), "wait_minutes": rule.wait_minutes,
        "late_days": rule.late_days, "countries": list(rule.countries), "carriers": list(rule.carriers),
        "least_minor": rule.least_minor, "unless_seen": rule.unless_seen, "sent": told.sent, "opened": told.opened,
    }  # fmt: skip


def text_out(trigger: Trigger, form: str, language: str, now: Current, variables: list[str]) -> dict[str, Any]:
    """The text as JSON."""
    mail = form == "mail"
    return {
        "trigger": trigger, "form": form, "language": language, "subject": now.text.subject if mail else "",
        "text": now.text.text if mail else now.text.short, "own": now.own if mail else now.own_short,
        "variables": variables,
    }  # fmt: skip
