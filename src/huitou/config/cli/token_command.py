"""`huitou token create`: an API token, printed once."""

from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, opened

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def token() -> None:
    """Tokens for the API."""


@app.command()
def create(
    shop: Annotated[str, typer.Option(help="The shop's short name.")],
    role: Annotated[str, typer.Option(help="buyer:<email>, agent, manager, owner or platform.")],
    label: Annotated[str, typer.Option(help="What it is for, as the shop's settings show it.")] = "terminal",
    days: Annotated[int, typer.Option(min=1, help="Days until it ends.")] = 365,
    data: DataOption = None,
) -> None:
    """Make a token and print it. It is shown here once and stored nowhere."""
    kind, _, email = role.partition(":")
    with opened(data):
        from datetime import timedelta

        from huitou.accounts.roles import TokenRole
        from huitou.accounts.verbs import create_token
        from huitou.config.lookup import customer_of, shop_of
        from huitou.core.clock import now

        if kind not in list(TokenRole):
            raise typer.BadParameter(f"the role is one of buyer:<email>, {', '.join(list(TokenRole)[1:])}")
        if (kind == TokenRole.BUYER) != bool(email):
            raise typer.BadParameter("a buyer's token names the buyer: --role buyer:ann@example.com; others do not")
        found = shop_of(shop)
        _token, plaintext = create_token(
            shop=found,
            role=TokenRole(kind),
            label=label,
            at=now(),
            customer_id=customer_of(found, email) if email else None,
            lasts=timedelta(days=days),
        )
        typer.echo(plaintext)
