"""`huitou personal held|verify|export|erase|erasures`: what is held of people, and what was done about it."""

import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened, start_django
from huitou.config.room import whole

if TYPE_CHECKING:
    from huitou.core.models import Shop

app = Commands(no_args_is_help=True)
ShopOption = Annotated[str, typer.Option(help=_("The shop's short name."))]
OrderOption = Annotated[str, typer.Option(help=_("The number of one of the customer's orders."))]


@app.command()
def held() -> None:
    """List every table and field that holds something of customers, what for and how long."""
    start_django()
    from huitou.core.personal_registry import holdings

    for one in holdings():
        how = "by law" if one.kept_for_law else "erasable"
        fields = " ".join(one.fields)
        typer.echo(f"{one.code}\t{one.model._meta.label}\t{fields}\t{one.keep_days()} days {one.keep.after}\t{how}")


@app.command()
def verify(shop: ShopOption, order: Annotated[str, typer.Option(help=_("Only this order's customer."))] = "",
           data: DataOption = None) -> None:  # fmt: skip
    """Verify the chains of events, and every text that they vouch for. Status 1 if anything was changed."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.personal_proof import verify_customer, verify_shop

        found = shop_of(shop)
        if not order:
            count, wrong = verify_shop(found.pk)
            for line in wrong:
                typer.echo(line)
            typer.echo(_("%(count)s chains, %(wrong)s not sound") % {"count": count, "wrong": len(wrong)})
            raise typer.Exit(1 if wrong else 0)
        findings = verify_customer(found.pk, _customer(found, order))
        for one in findings:
            typer.echo(
                f"{one.subject_type}\t{one.subject_id}\t{one.verdict}\t{one.events} events\t{one.detail}".rstrip()
            )
        raise typer.Exit(0 if all(one.sound for one in findings) else 1)


@app.command()
def export(
    shop: ShopOption,
    order: OrderOption,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=_("Where it goes."))],
    data: DataOption = None,
) -> None:
    """Write everything about a customer into a zip: JSON, a page to read, their files."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.personal_export import write_zip
        from huitou.orders.verbs import export_customer

        found, at = shop_of(shop), now()
        collected = export_customer(customer_id=_customer(found, order), actor=system_actor(found.pk), at=at)
        with whole(file) as out:
            os.fchmod(out.fileno(), 0o600)
            write_zip(collected, found, at, out)
        typer.echo(
            _("%(file)s: %(rows)s rows, %(files)s files")
            % {
                "file": file,
                "rows": sum(map(len, collected.document["data"].values())),
                "files": len(collected.files),
            }
        )


@app.command()
def erase(
    shop: ShopOption,
    order: OrderOption,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask."))] = False,
    data: DataOption = None,
) -> None:
    """Erase a customer's data, now or as soon as nothing stands against it."""
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.actors import system_actor
        from huitou.core.clock import now
        from huitou.core.personal_registry import obligations_of, person
        from huitou.core.tenancy import in_shop
        from huitou.orders.verbs import ask_erasure

        found = shop_of(shop)
        customer_id = _customer(found, order)
        if not yes:
            typer.confirm(_("This cannot be undone. Go on?"), abort=True)
        request = ask_erasure(customer_id=customer_id, actor=system_actor(found.pk), at=now())
        if request.state == request.State.DONE:
            typer.echo(_("%(ref)s: erased") % {"ref": request.ref})
            return
        with in_shop(found):
            for one in obligations_of(person(found.pk, customer_id)):
                until = f" (until {one.until:%Y-%m-%d %H:%M UTC})" if one.until else ""
                typer.echo(f"{one.what}{until}")
        typer.echo(_("%(ref)s: waits, and is done by itself when nothing of this is open") % {"ref": request.ref})


@app.command()
def erasures(data: DataOption = None) -> None:
    """Print the list of erasures, to be kept away from this machine; a restore reads it."""
    with opened(data):
        from huitou.core.personal_list import noted

        for one in noted():
            typer.echo(one.line())


def _customer(shop: "Shop", number: str) -> UUID:
    from huitou.core.actors import system_actor
    from huitou.core.tenancy import in_shop
    from huitou.orders.access import access_order

    with in_shop(shop):
        return access_order(system_actor(shop.pk), number).customer_id
