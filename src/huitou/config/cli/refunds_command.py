"""`huitou refunds paused|confirm-accounts|resume`: after a restore nothing is paid until the books were compared."""

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

if TYPE_CHECKING:
    from huitou.core.models import Shop

app = Commands(no_args_is_help=True)
ShopOption = Annotated[str | None, typer.Option(help=_("The shop's short name; all shops without it."))]


@app.command()
def paused(shop: ShopOption = None, data: DataOption = None) -> None:
    """List the pauses."""
    with opened(data):
        from huitou.core.tenancy import in_shop
        from huitou.refunds.resuming import open_pauses

        for found in _shops(shop):
            with in_shop(found):
                for one in open_pauses():
                    typer.echo(f"{found.slug}\t{one.gateway}\tsince {one.begun_at:%Y-%m-%d %H:%M UTC}\t{one.reason}")


@app.command()
def confirm_accounts(
    shop: ShopOption = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    data: DataOption = None,
) -> None:
    """After a restore: list the accounts at payment providers, and confirm that none was opened since the backup."""
    with opened(data):
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.tenancy import in_shop
        from huitou.refunds.resuming import accounts_to_confirm
        from huitou.refunds.verbs import confirm_accounts as all_are_here

        waiting = []
        for found in _shops(shop):
            with in_shop(found):
                accounts = accounts_to_confirm()
            if accounts is not None:
                waiting.append(found)
                names = ", ".join(f"{one.gateway} ({one.opened_at:%Y-%m-%d})" for one in accounts)
                typer.echo(f"{found.slug}\t{names or _('no account at a payment provider')}")
        if waiting and not yes:
            typer.confirm(_("Are these all, and none was opened since the backup?"), abort=True)
        for found in waiting:
            all_are_here(actor=system_actor(found.pk), at=now())


@app.command()
def resume(
    shop: ShopOption = None,
    gateway: Annotated[str | None, typer.Option(help=_("Only this provider."))] = None,
    data: DataOption = None,
) -> None:
    """Compare with the provider; where nothing differs, pay again. Status 1 if a pause stays."""
    with opened(data):
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.errors import HuitouError
        from huitou.core.tenancy import in_shop
        from huitou.refunds.gateways.protocol import GatewayError
        from huitou.refunds.resuming import open_pauses
        from huitou.refunds.resuming import resume as compare_and_resume

        stay = 0
        for found in _shops(shop):
            with in_shop(found):
                codes = [one.gateway for one in open_pauses() if gateway in (None, one.gateway)]
            for code in codes:
                try:
                    done = compare_and_resume(shop_id=found.pk, gateway=code, actor=system_actor(found.pk), at=now())
                except (HuitouError, GatewayError) as error:
                    stay += 1
                    typer.echo(f"{found.slug}\t{code}\tstays paused: {error}")
                else:
                    matched = sum(totals.matched for totals in done.report.currencies.values())
                    typer.echo(f"{found.slug}\t{code}\tpays again; {matched} payments compared")
        raise typer.Exit(1 if stay else 0)


def _shops(slug: str | None) -> "list[Shop]":
    from huitou.config.lookup import shop_of
    from huitou.core.models import Shop

    return [shop_of(slug)] if slug else list(Shop.objects.order_by("slug"))
