"""Policies in words: grounds of verdicts, sentences of the page, problems of a document, labels of codes.

Called by pages, portal, desk, cases, mails and the API. The English msgids come from the pure rules; here they are
translated and their raw params (codes, minor units, ISO times) are put into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_percent
from django.utils import translation
from django.utils.translation import get_language, gettext, ngettext, pgettext, to_locale

from huitou.core.money import Money, format_money
from huitou.policies.law.articles import ARTICLES
from huitou.policies.rules.page import Sentence
from huitou.policies.rules.problems import Problem
from huitou.policies.rules.verdict import Ground
from huitou.policies.rules.vocabulary import BECAUSE, EVIDENCE, KINDS, REASONS, STAGES


def say(ground: Ground, locale: str | None = None) -> str:
    """Return a ground as one sentence, in `locale` ("zh-hans", "zh-hant", "en") or the active language."""
    with _language(locale):
        return phrase(ground.msgid, ground.params)


def say_sentence(sentence: Sentence, locale: str | None = None) -> str:
    """Return a sentence of the policy page."""
    with _language(locale):
        return phrase(sentence.msgid, sentence.params)


def say_problem(problem: Problem, locale: str | None = None) -> str:
    """Return what is wrong with a document, beginning with the rule or field."""
    with _language(locale):
        params = {"where": problem.where, "what": gettext(problem.msgid) % _Worded(problem.params)}
        return gettext("%(where)s: %(what)s.") % params


def say_fault(problem: Problem, locale: str | None = None) -> str:
    """Return what is wrong as a sentence of its own, for a place that shows which rule it is."""
    with _language(locale):
        return gettext("%(what)s.") % {"what": phrase(problem.msgid, problem.params)}


def phrase(msgid: str, params: Mapping[str, Any]) -> str:
    """Return the translated msgid with its params in words, beginning with a capital letter."""
    text = gettext(msgid) % _Worded(params)
    return text[:1].upper() + text[1:]


def kind_label(code: str, locale: str | None = None) -> str:
    """Return the words for a kind, the code itself where it is unknown."""
    return _label(KINDS, code, locale)


def reason_label(code: str, locale: str | None = None) -> str:
    """Return the words for a reason."""
    return _label(REASONS, code, locale)


def evidence_label(code: str, locale: str | None = None) -> str:
    """Return the words for a kind of evidence."""
    return _label(EVIDENCE, code, locale)


def because_label(code: str, locale: str | None = None) -> str:
    """Return the words for a ground of exclusion."""
    return _label(BECAUSE, code, locale)


def stage_label(code: str, locale: str | None = None) -> str:
    """Return the words for where the goods are."""
    return _label(STAGES, code, locale)


def article_label(code: str, locale: str | None = None) -> str:
    """Return the name of an article of law."""
    with _language(locale):
        return gettext(ARTICLES[code]) if code in ARTICLES else code


def joined(words: Iterable[str]) -> str:
    """Return words as a list in the active language: "a, b" or 「a、b」."""
    return pgettext("between the items of a list", ", ").join(words)


def _language(locale: str | None) -> AbstractContextManager[None]:
    return nullcontext() if locale is None else translation.override(locale)


def _label(table: Mapping[str, Any], code: str, locale: str | None) -> str:
    with _language(locale):
        return gettext(table[code].label) if code in table else code


def _babel() -> Locale:
    return Locale.parse(to_locale(get_language() or "en"))


def _moment(value: str, _: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(value)
    parts = {
        "date": format_date(moment.date(), "long", _babel()),
        "time": format_time(moment, "HH:mm", locale=_babel()),
    }
    return pgettext("a date and a time of day", "%(date)s, %(time)s") % parts


def _day(value: str, _: Mapping[str, Any]) -> str:
    return format_date(date.fromisoformat(value), "long", _babel())


def _sum(value: int | None, params: Mapping[str, Any]) -> str:
    return "" if value is None else format_money(Money(value, params["currency"]))


def _days(value: int | None, params: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if params.get("counted_in") == "workdays":
        return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": value}
    return ngettext("%(count)s day", "%(count)s days", value) % {"count": value}


def _period(value: tuple[str, int], params: Mapping[str, Any]) -> str:
    unit, count = value
    if unit == "days":
        return _days(count, params)
    if count % 12 == 0:
        return ngettext("%(count)s year", "%(count)s years", count // 12) % {"count": count // 12}
    return ngettext("%(count)s month", "%(count)s months", count) % {"count": count}


def _hours(value: int, _: Mapping[str, Any]) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", value) % {"count": value}


def _percent(value: int, _: Mapping[str, Any]) -> str:
    return format_percent(Decimal(value) / 10_000, "#,##0.##%", _babel())


def _country(value: str, _: Mapping[str, Any]) -> str:
    return str(_babel().territories.get(value, value))


def _weekday(value: int, _: Mapping[str, Any]) -> str:
    return str(get_day_names("wide", locale=_babel())[value])


def _condition(value: tuple[str, Mapping[str, Any]], _: Mapping[str, Any]) -> str:
    return gettext(value[0]) % _Worded(value[1])


def _plain(value: Any, _: Mapping[str, Any]) -> str:
    return str(value)


def _each(word: Callable[[Any, Mapping[str, Any]], str]) -> Callable[[Any, Mapping[str, Any]], str]:
    return lambda values, params: joined(word(value, params) for value in values)


def _conditions(values: Any, params: Mapping[str, Any]) -> str:
    return pgettext("between the conditions of a list", "; ").join(_condition(value, params) for value in values)


_WORDS: dict[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "kind": lambda value, _: kind_label(value),
    "kinds": _each(lambda value, _: kind_label(value)),
    "reason": lambda value, _: reason_label(value),
    "reasons": _each(lambda value, _: reason_label(value)),
    "evidence": _each(lambda value, _: evidence_label(value)),
    "because": lambda value, _: because_label(value),
    "traits": _each(lambda value, _: because_label(value)),
    "stage": lambda value, _: stage_label(value),
    "stages": _each(lambda value, _: stage_label(value)),
    "article": lambda value, _: article_label(value),
    "articles": _each(lambda value, _: article_label(value)),
    "country": _country,
    "countries": _each(_country),
    "weekdays": _each(_weekday),
    "dates": _each(_day),
    "names": _each(_plain),
    "numbers": _each(_plain),
    "conditions": _conditions,
    "basis_points": _percent,
    "days": _days,
    "inspect_days": _days,
    "law_days": _days,
    "hours": _hours,
    "period": _period,
}
_WORDS_BY_ENDING = (("_at", _moment), ("_on", _day), ("_minor", _sum))


class _Worded(Mapping[str, str]):
    """Params that are put into words only when the sentence asks for them."""

    def __init__(self, params: Mapping[str, Any]) -> None:
        self._params = params

    def __getitem__(self, name: str) -> str:
        value = self._params[name]
        word = _WORDS.get(name)
        if word is None:
            word = next((found for ending, found in _WORDS_BY_ENDING if name.endswith(ending)), _plain)
        return word(value, self._params)

    def __iter__(self) -> Any:
        return iter(self._params)

    def __len__(self) -> int:
        return len(self._params)
