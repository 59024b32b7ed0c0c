"""`huitou token create`: an API token, printed once."""

from gettext import gettext as _
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

app = Commands(no_args_is_help=True)


@app.callback()
def token() -> None:
    """Tokens for the API."""


@app.command()
def create(
    shop: Annotated[str, typer.Option(help=_("The shop's short name."))],
    role: Annotated[
        str,
        typer.Option(help=_("buyer:<email>, returns_provider:<name>, agent, manager, owner, platform or operator.")),
    ],
    label: Annotated[str, typer.Option(help=_("What it is for, as the shop's settings show it."))] = "terminal",
    days: Annotated[int, typer.Option(min=1, help=_("Days until it ends."))] = 365,
    data: DataOption = None,
) -> None:
    """Make a token and print it. It is shown here once and stored nowhere."""
    kind, _sign, named = role.partition(":")
    with opened(data):
        from datetime import timedelta

        from huitou.accounts.roles import TokenRole
        from huitou.accounts.verbs import create_token
        from huitou.config.lookup import customer_of, provider_of, shop_of
        from huitou.core.clock import now

        whose = (TokenRole.BUYER, TokenRole.RETURNS_PROVIDER)
        if kind not in list(TokenRole):
            plain = [one for one in TokenRole if one not in whose]
            raise typer.BadParameter(
                _("the role is one of buyer:<email>, returns_provider:<name>, %(plain)s") % {"plain": ", ".join(plain)}
            )
        if (kind in whose) != bool(named):
            raise typer.BadParameter(
                _(
                    "a buyer's token names the buyer (--role buyer:ann@example.com), a company's the company "
                    "(--role returns_provider:NAME); others name nobody"
                )
            )
        found = shop_of(shop)
        _token, plaintext = create_token(
            shop=found,
            role=TokenRole(kind),
            label=label,
            at=now(),
            lasts=timedelta(days=days),
            customer_id=customer_of(found, named) if kind == TokenRole.BUYER else None,
            provider_id=provider_of(found, named) if kind == TokenRole.RETURNS_PROVIDER else None,
        )
        typer.echo(plaintext)
