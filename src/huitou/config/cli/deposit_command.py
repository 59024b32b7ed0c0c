"""`huitou deposit set|top-up|set-off|show --shop SLUG`: a shop's deposit, kept by those who run the platform."""

from gettext import gettext as _
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

app = Commands(no_args_is_help=True)
ShopOption = Annotated[str, typer.Option(help=_("The shop's short name."))]
AmountArgument = Annotated[str, typer.Argument(help=_("In the shop's currency, as 5000.00."))]
ReferenceOption = Annotated[str, typer.Option(help=_("Number of the transfer or the decision; booked once."))]


@app.callback()
def deposit() -> None:
    """A shop's deposit at the platform."""


@app.command("set")
def set_minimum(
    minimum: AmountArgument,
    shop: ShopOption,
    days: Annotated[int, typer.Option(help=_("How long it may be below."))] = 7,
    data: DataOption = None,
) -> None:
    """Ask for a deposit of at least so much."""
    _do(shop, data, "set_deposit", minimum, days=days)


@app.command()
def top_up(amount: AmountArgument, shop: ShopOption, reference: ReferenceOption, data: DataOption = None) -> None:
    """The shop has paid in."""
    _do(shop, data, "top_up", amount, reference=reference)


@app.command()
def set_off(amount: AmountArgument, shop: ShopOption, reference: ReferenceOption, data: DataOption = None) -> None:
    """Take what the platform has advanced for the shop."""
    _do(shop, data, "set_off", amount, reference=reference)


@app.command()
def show(shop: ShopOption, data: DataOption = None) -> None:
    """What lies there, what it must be, and what the platform has advanced."""
    _do(shop, data, "", "")


def _do(slug: str, data: DataOption, name: str, amount: str, **inputs: object) -> None:
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import Actor, Role
        from huitou.core.clock import now
        from huitou.core.money import Money, format_money, parse_amount
        from huitou.core.tenancy import in_shop
        from huitou.settlements import verbs
        from huitou.settlements.access import KEEP, deposit_of
        from huitou.settlements.deposits import advanced_minor, balance_of, restricted_since
        from huitou.settlements.verbs.deposit import DepositMissing

        shop = shop_of(slug)
        if name:
            minor = parse_amount(amount, shop.currency).minor
            which = "minimum_minor" if name == "set_deposit" else "amount_minor"
            keeper = Actor(role=Role.PLATFORM, shop_id=shop.pk, id="terminal", permissions=frozenset({KEEP}))
            getattr(verbs, name)(**{which: minor}, **inputs, actor=keeper, at=now())
        with in_shop(shop):
            found = deposit_of(shop.pk)
            if found is None:
                raise DepositMissing()
            lines = (
                ("balance", format_money(balance_of(found), "en")),
                ("minimum", format_money(Money(found.minimum_minor, found.currency), "en")),
                ("advanced", format_money(Money(advanced_minor(found), found.currency), "en")),
                ("restricted_from", str(restricted_since(found) or "-")),
            )
        for label, value in lines:
            typer.echo(f"{label}\t{value}")
