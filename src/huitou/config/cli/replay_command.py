"""`huitou replay --shop SLUG --policy FILE`: the policy time machine over the shop's own history."""

import json
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

if TYPE_CHECKING:
    from huitou.insights.replay import Effect
    from huitou.policies.rules import Document

app = Commands()


@app.command()
def replay(
    shop: Annotated[str, typer.Option(help=_("The short name, as in /s/<slug>/."))],
    policy: Annotated[
        Path, typer.Option(help=_("A policy document (JSON), or a preset's file."), exists=True, dir_okay=False)
    ],
    last: Annotated[int, typer.Option(help=_("Only so many of the last cases and orders; 0: all."), min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))] = False,
    data: DataOption = None,
) -> None:
    """Put the policy of a file before the shop's cases and orders, and say what differs from the one in force."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.clock import now
        from huitou.core.tenancy import in_shop
        from huitou.insights.replay import effect_of
        from huitou.insights.replay_facts import history_of
        from huitou.policies.queries import document_of, version_in_force

        after = _read(policy)
        found, at = shop_of(shop), now()
        with in_shop(found):
            current = version_in_force(found, at)
            if current is None:
                typer.echo(
                    _("%(shop)s: no policy is in force yet, so there is nothing to compare with.") % {"shop": shop},
                    err=True,
                )
                raise typer.Exit(1)
            before = document_of(current)
            history = history_of(at, most=last or None)
        effect = effect_of(before, after, history)
        if as_json:
            typer.echo(json.dumps(effect.to_json(), ensure_ascii=False))
            return
        _tell(effect)


def _read(path: Path) -> "Document":
    """The policy of the file; what is wrong with it is said, line by line."""
    from huitou.policies.rules import DocumentRefused, read

    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        faults = [str(error)]
        if isinstance(error, DocumentRefused):
            faults = [f"{problem.where}: {problem.msgid % problem.params}" for problem in error.problems]
        for fault in faults:
            typer.echo(f"{path}: {fault}", err=True)
        raise typer.Exit(1) from error


def _tell(effect: "Effect") -> None:
    """In words, each figure on a line of its own."""
    typer.echo(
        _("%(count)s of %(cases)s cases would have another answer.")
        % {"count": len(effect.changed), "cases": effect.cases}
    )
    for code, count in effect.by_change.items():
        typer.echo(f"  {code}: {count}")
    typer.echo(
        _("  later last day: %(longer)s, earlier: %(shorter)s") % {"longer": effect.longer, "shorter": effect.shorter}
    )
    typer.echo(
        _("%(more)s of %(orders)s orders could ask for more now, %(less)s for less.")
        % {"more": effect.more, "orders": effect.orders, "less": effect.less}
    )
    for currency, minor in effect.money.items():
        typer.echo(
            _("Money given to these cases: %(minor)s minor units of %(currency)s.")
            % {"minor": f"{minor:+d}", "currency": currency}
        )
    typer.echo(_("Buyers affected: %(buyers)s.") % {"buyers": effect.buyers})
    if effect.unread:
        typer.echo(
            _("Not replayed, because what was judged is not held any more: %(unread)s.") % {"unread": effect.unread}
        )
