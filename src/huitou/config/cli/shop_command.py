"""`huitou shop create|list`."""

from gettext import gettext as _
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

app = Commands(no_args_is_help=True)


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help=_("The short name, as in /s/<slug>/."))],
    name: Annotated[str, typer.Option(help=_("The name that buyers read."))],
    currency: Annotated[str, typer.Option(help=_("ISO 4217, for instance CNY."))],
    timezone: Annotated[str, typer.Option(help=_("IANA, for instance Asia/Shanghai."))],
    country: Annotated[str, typer.Option(help=_("ISO 3166, for instance CN."))],
    locale: Annotated[str, typer.Option(help=_("zh-hans, zh-hant or en."))] = "zh-hans",
    email: Annotated[str, typer.Option("--contact-email", help=_("Where buyers may write."))] = "",
    address: Annotated[str, typer.Option(help=_("Where returned goods go."))] = "",
    data: DataOption = None,
) -> None:
    """Create a shop without people. `./huitou setup` does this and all the rest, step by step."""
    with opened(data):
        from huitou.accounts.verbs import open_shop
        from huitou.core.clock import now

        shop = open_shop(
            slug=slug,
            name=name,
            currency=currency,
            timezone=timezone,
            country=country,
            locale=locale,
            contact_email=email,
            address=address,
            at=now(),
        )
        typer.echo(
            _("%(slug)s: %(name)s (%(currency)s, %(timezone)s) at /s/%(slug)s/")
            % {"slug": shop.slug, "name": shop.name, "currency": shop.currency, "timezone": shop.timezone}
        )


@app.command("list")
def list_(data: DataOption = None) -> None:
    """List all shops."""
    with opened(data):
        from huitou.core.models import Shop

        shops = list(Shop.objects.order_by("slug"))
        if not shops:
            typer.echo(_("There is no shop yet; ./huitou setup opens one."))
        for shop in shops:
            demo = " demo" if shop.demo else ""
            typer.echo(f"{shop.slug}\t{shop.name}\t{shop.country} {shop.currency} {shop.timezone}{demo}")
