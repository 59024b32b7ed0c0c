"""Texts with variables that cannot be broken: the closed list, checking what a shop wrote, filling it in. Pure.

A variable is written `{order}`. What is not one of the list, or only nearly one, is refused with the place where it
stands; a filled text is plain text, whatever it holds.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.news.triggers import Trigger

N_ = str
_TOKEN = re.compile(r"\{([a-z]+)\}")
_BRACES = re.compile(r"[{}｛｝]")
SUBJECT_MOST, TEXT_MOST, SHORT_MOST = 120, 1500, 300
# Of every parcel.
_ALWAYS = frozenset({"order", "shop", "product", "products", "carrier", "next"})


@dataclass(frozen=True, slots=True)
class Variable:
    """What stands for it in a message, and what it looks like."""

    name: str
    meaning: str


VARIABLES: Final[Mapping[str, Variable]] = {
    one.name: one
    for one in (
        Variable("order", N_("the order's number")),
        Variable("product", N_("the first product's name")),
        Variable("products", N_("all products of the parcel")),
        Variable("shop", N_("your shop's name")),
        Variable("carrier", N_("the carrier's name")),
        Variable("number", N_("the tracking number")),
        Variable("next", N_("what happens next")),
        Variable("days", N_("the days on which it is expected")),
        Variable("before", N_("the days that were said before")),
        Variable("cause", N_("why it is late or comes on another day")),
        Variable("place", N_("the city of the last report")),
        Variable("reason", N_("why the courier could not deliver it")),
    )
}
# What a trigger surely knows besides; anywhere else these may be unknown, and their line is left out.
_SURELY: Final[Mapping[Trigger, frozenset[str]]] = {
    Trigger.NEW_DATE: frozenset({"days", "before"}),
    Trigger.ATTEMPT_FAILED: frozenset({"reason"}),
}
# Without it the message would say nothing.
REQUIRED: Final[Mapping[Trigger, frozenset[str]]] = {Trigger.NEW_DATE: frozenset({"days"})}


class TextInvalid(Invalid):
    """A text that cannot be sent as it is; the sentence says where and what to write instead."""

    code = "news_text_invalid"
    message = _("The text cannot be kept.")


class VariableUnknown(TextInvalid):
    """A name that is not on the list."""

    code = "news_variable_unknown"
    message = _("There is no variable “{%(name)s}”. Choose one of the list: %(known)s.")


class VariableMangled(TextInvalid):
    """A brace that belongs to no variable."""

    code = "news_variable_mangled"
    message = _("A variable is broken near “%(near)s”. Write it as {order}, in lower case and without spaces.")


class VariableMissing(TextInvalid):
    """The text does not say what the message is about."""

    code = "news_variable_missing"
    message = _("The text must contain {%(name)s}: without it the message does not say what it is for.")


class VariableUncertain(TextInvalid):
    """A variable in the subject, the first line or a short text that may be unknown."""

    code = "news_variable_uncertain"
    message = _(
        "{%(name)s} is not always known. Put it into a line of its own below the first one: that line is left out "
        "where it is unknown."
    )


class TextTooLong(TextInvalid):
    """More than fits."""

    code = "news_text_too_long"
    message = _("This text has %(count)s characters; %(most)s fit.")


class TextEmpty(TextInvalid):
    """Nothing to say."""

    code = "news_text_empty"
    message = _("Write something, or go back to the usual text.")


def used_in(text: str) -> list[str]:
    """The variables in the order in which they stand, each once."""
    return list(dict.fromkeys(_TOKEN.findall(text)))


def surely_known(trigger: Trigger) -> frozenset[str]:
    """The variables that are never empty in this trigger's messages."""
    return _ALWAYS | _SURELY.get(trigger, frozenset())


def check_mail(trigger: Trigger, subject: str, text: str) -> None:
    """Whether a mail can be written with these. Raises: the errors above."""
    _check(trigger, subject, most=SUBJECT_MOST, sure=True)
    if "\n" in subject.strip():
        raise VariableMangled(near=subject.strip().split("\n")[0][-20:])
    _check(trigger, text, most=TEXT_MOST, sure=False)
    _demand(trigger, text)


def check_short(trigger: Trigger, text: str) -> None:
    """Whether a short message can be written with this. Raises: the errors above."""
    _check(trigger, text, most=SHORT_MOST, sure=True)
    _demand(trigger, text)


def _check(trigger: Trigger, text: str, *, most: int, sure: bool) -> None:
    text = text.strip()
    if not text:
        raise TextEmpty()
    if len(text) > most:
        raise TextTooLong(count=len(text), most=most)
    for name in used_in(text):
        if name not in VARIABLES:
            raise VariableUnknown(name=name, known=", ".join(f"{{{one}}}" for one in VARIABLES))
    rest = _TOKEN.sub(lambda found: " " * len(found[0]), text)
    if (brace := _BRACES.search(rest)) is not None:
        raise VariableMangled(near=text[max(brace.start() - 8, 0) : brace.start() + 12].replace("\n", " "))
    first = text if sure else text.split("\n")[0]
    for name in used_in(first):
        if name not in surely_known(trigger):
            raise VariableUncertain(name=name)


def _demand(trigger: Trigger, text: str) -> None:
    for name in sorted(REQUIRED.get(trigger, ())):
        if name not in used_in(text):
            raise VariableMissing(name=name)


def fill(text: str, values: Mapping[str, str]) -> list[str]:
    """The lines with their variables filled; a line with one that is empty or unknown is left out.

    Values are put in once: a brace within a value stays what it is.
    """
    lines = [line.strip() for line in text.strip().split("\n")]
    return [_filled(line, values) for line in lines if line and all(values.get(name) for name in used_in(line))]


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """A subject or a short text: one line, with what is unknown left out."""
    return " ".join(_filled(text, values).split())


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _TOKEN.sub(lambda found: values.get(found[1], ""), line)


def unknown_in(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Which variables of these texts have no value, for the preview."""
    return [name for text in texts for name in used_in(text) if not values.get(name)]
