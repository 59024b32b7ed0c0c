"""What the library of the command line says around our words, in the reader's language: usage, help, wrong input.

Used by `commands.Commands`. The library writes these in English and asks no catalogue, but lets a command override
each. What it says of values is told by its beginning; what is not known here stays as it is.
"""

import re
from gettext import gettext as _
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from huitou.config.cli.speech import N_

# What is said of values, by the library and by pydantic within it, and how we say it.
REASONS = (
    (re.compile(r"Input should be a valid integer"), N_("a whole number is needed.")),
    (re.compile(r"Input should be less than or equal to (?P<limit>\S+)"), N_("at most %(limit)s.")),
    (re.compile(r"Input should be greater than or equal to (?P<limit>\S+)"), N_("at least %(limit)s.")),
)
TOO_MANY = re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((?P<words>.*)\)")


class Framed:
    """What single commands and groups of commands have in common."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that shows how it is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage: "))

    def get_help_option(self, ctx: Any) -> Any:
        """`--help`, explained."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Take the arguments apart; what is wrong with them is said in words."""
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as error:
            _fail(error, ctx)

    def invoke(self, ctx: Any) -> Any:
        """Run it; a command may refuse a value as well."""
        try:
            return super().invoke(ctx)  # type: ignore[misc]
        except typer.BadParameter as error:
            _fail(error, ctx)


class Command(Framed, TyperCommand):
    """One command."""


class Group(Framed, TyperGroup):
    """Several commands under one name."""


def _fail(error: Any, ctx: Any) -> NoReturn:
    """Raise the error with its sentence, unless it has none of its own (the help of a command without arguments)."""
    sentence = sentence_of(error)
    if not sentence:
        raise error
    (getattr(error, "ctx", None) or ctx).fail(sentence)
    raise AssertionError("fail always raises")


def sentence_of(error: Any) -> str:
    """What is wrong with the arguments; "" for what the library says well enough."""
    if hasattr(error, "possibilities"):
        near = ", ".join(sorted(error.possibilities or ()))
        if near:
            return _("There is no option %(name)s. Did you mean %(near)s?") % {"name": error.option_name, "near": near}
        return _("There is no option %(name)s.") % {"name": error.option_name}
    if hasattr(error, "option_name"):
        return _("The option %(name)s is not used like this.") % {"name": error.option_name}
    if not isinstance(error, typer.BadParameter):
        extra = TOO_MANY.match(getattr(error, "message", ""))
        return _("There is too much: %(words)s") % {"words": extra["words"]} if extra else ""
    name = error.param_hint or (error.param.get_error_hint() if error.param is not None else "")
    if hasattr(error, "param_type"):
        return _("%(name)s is missing.") % {"name": name}
    if name:
        return _("The value of %(name)s is not valid: %(reason)s") % {"name": name, "reason": _reason(error.message)}
    return error.message


def _reason(said: str) -> str:
    for pattern, ours in REASONS:
        if found := pattern.match(said):
            return _(ours) % found.groupdict()
    return said
