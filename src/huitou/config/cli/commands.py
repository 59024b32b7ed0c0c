"""The commands as typer knows them, with their help in the reader's language. Used by every command's module."""

import gettext
import inspect
from collections.abc import Callable
from typing import Any

import typer

from huitou.config.cli.frames import Command, Group


class Commands(typer.Typer):
    """A command's help is its docstring, in the reader's language."""

    def __init__(self, **options: Any) -> None:
        frames: dict[str, Any] = {
            "options_metavar": gettext.gettext("[OPTIONS]"),
            "subcommand_metavar": gettext.gettext("COMMAND …"),
        }
        super().__init__(add_completion=False, cls=Group, **frames, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        """Declare a command."""
        declare = super().command

        def add(function: Any) -> Any:
            frames: dict[str, Any] = {"cls": Command, "options_metavar": gettext.gettext("[OPTIONS]")}
            return declare(name, help=_help_of(function), **frames, **options)(function)

        return add

    def callback(self, **options: Any) -> Callable[[Any], Any]:
        """Declare what stands above several commands."""
        declare = super().callback

        def add(function: Any) -> Any:
            return declare(help=_help_of(function), **options)(function)

        return add


def _help_of(function: Any) -> str:
    said = inspect.getdoc(function)
    assert said  # every command explains itself
    return gettext.gettext(said)
