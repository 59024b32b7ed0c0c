"""`huitou demo`: a living shop in the browser: database, data, web and worker, until Ctrl-C."""

import os
from collections.abc import Sequence
from gettext import gettext as _
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, choose_data, opened, say
from huitou.config.doors import Door

app = Commands()


@app.command()
def demo(
    data: DataOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    once: Annotated[bool, typer.Option("--once", help=_("Set up, check that the pages answer, and end."))] = False,
) -> None:
    """Open the demo shop. Everything stays in the data folder; the next start goes on where this one ended."""
    from huitou.config import server

    choose_data(data)
    server.refuse_taken_port("127.0.0.1", port)
    os.environ |= {"HUITOU_DEMO": "yes", "HUITOU_CLOCK_MOVABLE": "yes", "HUITOU_LOG_LEVEL": "WARNING"}
    os.environ.setdefault("HUITOU_PUBLIC_URL", f"http://localhost:{port}")
    with opened() as cluster:
        from django.conf import settings

        from huitou.config.demo import build
        from huitou.config.household import Child, Household
        from huitou.config.page_check import check_pages
        from huitou.config.static_files import collect_when_changed

        if collect_when_changed():
            say(_("Static files collected"))
        doors = build(say=say)
        children = [Child("serve", "--port", str(port)), Child("worker")]
        with Household(children, cluster=cluster, say=say) as household:
            household.wait_until_it_answers(f"http://localhost:{port}")
            if once:
                checked = check_pages(f"http://localhost:{port}", doors)
                typer.echo(_("The demo is set up; %(checked)s pages answer.") % {"checked": checked})
                return
            typer.echo(_guide(settings.HUITOU_PUBLIC_URL, doors))
            household.keep()


def _guide(url: str, doors: Sequence[Door]) -> str:
    from huitou.accounts.domains.addresses import origin_of

    width = max(len(door.who) for door in doors)
    lines = [
        f"  {door.who:<{width}}  {origin_of(door.host) if door.host else url}{door.path}"
        + (f"   ({door.note})" if door.note else "")
        for door in doors
    ]
    head = ["", _("The demo shop is open. Each link signs in by itself, on this machine only:"), ""]
    return "\n".join([*head, *lines, "", _("Ctrl-C closes it.")])
