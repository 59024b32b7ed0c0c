"""`huitou shop create|list`."""

from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, opened

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help="The short name, as in /s/<slug>/.")],
    name: Annotated[str, typer.Option(help="The name that buyers read.")],
    currency: Annotated[str, typer.Option(help="ISO 4217, for instance CNY.")],
    timezone: Annotated[str, typer.Option(help="IANA, for instance Asia/Shanghai.")],
    country: Annotated[str, typer.Option(help="ISO 3166, for instance CN.")],
    locale: Annotated[str, typer.Option(help="zh-hans, zh-hant or en.")] = "zh-hans",
    email: Annotated[str, typer.Option("--contact-email", help="Where buyers may write.")] = "",
    address: Annotated[str, typer.Option(help="Where returned goods go.")] = "",
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
        typer.echo(f"{shop.slug}: {shop.name} ({shop.currency}, {shop.timezone}) at /s/{shop.slug}/")


@app.command("list")
def list_(data: DataOption = None) -> None:
    """List all shops."""
    with opened(data):
        from huitou.core.models import Shop

        for shop in Shop.objects.order_by("slug"):
            demo = " demo" if shop.demo else ""
            typer.echo(f"{shop.slug}\t{shop.name}\t{shop.country} {shop.currency} {shop.timezone}{demo}")
