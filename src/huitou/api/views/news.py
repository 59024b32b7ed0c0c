"""News of parcels: which things are told and when, in which words, and of which order nothing more."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.news import (
    Form,
    Language,
    NewsRuleIn,
    NewsRuleOut,
    NewsTextIn,
    NewsTextOut,
    NewsTextVersionOut,
    SilenceIn,
    SilenceOut,
    rule_out,
    text_out,
)
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.news.access import SEE, rules_of, trigger_named
from huitou.news.figures import told_lately
from huitou.news.rules import Rule
from huitou.news.texts import current_text, history_of
from huitou.news.triggers import Trigger
from huitou.news.verbs import restore_text, set_rule, silence_order, write_text
from huitou.news.verbs.set_rule import RuleInvalid
from huitou.news.wording import (
    VARIABLES,
    TextEmpty,
    TextTooLong,
    VariableMangled,
    VariableMissing,
    VariableUncertain,
    VariableUnknown,
)
from huitou.orders.access import access_order

router = Router()
TEXT_REFUSALS = (
    Forbidden, TextEmpty, TextTooLong, VariableUnknown, VariableMangled, VariableMissing, VariableUncertain,
)  # fmt: skip


@router.get("/news/rules", response=answers(200, list[NewsRuleOut]), summary="What buyers are told of parcels")
@refuses(Forbidden)
def list_news_rules(request: HttpRequest) -> list[dict[str, Any]]:
    """Every trigger with the rule that counts, the shop's or the usual one, the most pressing first."""
    return list(_rules(_seeing(request)).values())


@router.get("/news/rules/{trigger}", response=answers(200, NewsRuleOut), summary="Show the rule of one trigger")
@refuses(Forbidden)
def show_news_rule(request: HttpRequest, trigger: str) -> dict[str, Any]:
    """Its rule, and how often it was told in the last 30 days."""
    caller = _seeing(request)
    return _rules(caller)[trigger_named(trigger)]


@router.put("/news/rules/{trigger}", response=answers(200, NewsRuleOut), summary="Set the rule of one trigger")
@refuses(Forbidden, RuleInvalid)
@idempotent(required=False)
def set_news_rule(request: HttpRequest, trigger: str, body: NewsRuleIn) -> dict[str, Any]:
    """The whole rule; it counts from the next report on."""
    caller, found = who(request), trigger_named(trigger)
    rule = Rule(
        found, on=body.on, channels=tuple(body.channels), wait_minutes=body.wait_minutes, late_days=body.late_days,
        countries=tuple(body.countries), carriers=tuple(body.carriers), least_minor=body.least_minor,
        unless_seen=body.unless_seen,
    )  # fmt: skip
    set_rule(rule=rule, actor=caller.actor, at=caller.at)
    return _rules(caller)[found]


@router.get(
    "/news/texts/{trigger}/{form}/{language}", response=answers(200, NewsTextOut), summary="Show a text of the news"
)
@refuses(Forbidden)
def show_news_text(request: HttpRequest, trigger: str, form: Form, language: Language) -> dict[str, Any]:
    """The text that counts, with its variables as they are written."""
    return _text(_seeing(request), trigger_named(trigger), form, language)


@router.put(
    "/news/texts/{trigger}/{form}/{language}", response=answers(200, NewsTextOut), summary="Write a text of the news"
)
@refuses(*TEXT_REFUSALS)
@idempotent(required=False)
def write_news_text(
    request: HttpRequest, trigger: str, form: Form, language: Language, body: NewsTextIn
) -> dict[str, Any]:
    """A new version over the house's text. What the variables cannot fill is refused, and nothing changes."""
    caller, found = who(request), trigger_named(trigger)
    write_text(
        trigger=found, form=form, locale=language, subject=body.subject, text=body.text, actor=caller.actor,
        at=caller.at,
    )  # fmt: skip
    return _text(caller, found, form, language)


@router.post(
    "/news/texts/{trigger}/{form}/{language}/restore",
    response=answers(200, NewsTextOut),
    summary="Go back to the usual text",
)
@refuses(Forbidden)
@idempotent(required=False)
def restore_news_text(request: HttpRequest, trigger: str, form: Form, language: Language) -> dict[str, Any]:
    """The house's text counts again; the shop's versions stay in the history."""
    caller, found = who(request), trigger_named(trigger)
    restore_text(trigger=found, form=form, locale=language, actor=caller.actor, at=caller.at)
    return _text(caller, found, form, language)


@router.get(
    "/news/texts/{trigger}",
    response=answers(200, list[NewsTextVersionOut]),
    summary="Every version of a trigger's texts",
)
@refuses(Forbidden)
def list_news_texts(request: HttpRequest, trigger: str) -> list[dict[str, Any]]:
    """What the shop has written so far, the newest first."""
    caller, found = _seeing(request), trigger_named(trigger)
    with reading(caller):
        names = ("form", "version", "subject", "text", "written_at", "written_by")
        rows = history_of(caller.shop.pk, found)
        return [{**{name: getattr(row, name) for name in names}, "language": row.locale} for row in rows]


@router.post("/orders/{order}/silence", response=answers(200, SilenceOut), summary="Tell nothing more of an order")
@refuses(Forbidden)
@idempotent(required=False)
def silence_order_news(request: HttpRequest, order: str, body: SilenceIn) -> dict[str, Any]:
    """Its buyer hears nothing more of its parcels from the shop, or again."""
    caller = who(request)
    with reading(caller):
        found = access_order(caller.actor, order)
    watch = silence_order(order=found.pk, silent=body.silent, actor=caller.actor, at=caller.at)
    return {"order": found.number, "silent": watch.silenced_at is not None}


def _seeing(request: HttpRequest) -> Caller:
    caller = who(request)
    caller.actor.require(SEE)
    return caller


def _rules(caller: Caller) -> dict[Trigger, dict[str, Any]]:
    with reading(caller):
        rules, told = rules_of(caller.shop.pk), told_lately(at=caller.at)
        return {trigger: rule_out(rules[trigger], told[trigger]) for trigger in rules}


def _text(caller: Caller, trigger: Trigger, form: str, language: str) -> dict[str, Any]:
    with reading(caller):
        return text_out(trigger, form, language, current_text(caller.shop.pk, trigger, language), list(VARIABLES))
