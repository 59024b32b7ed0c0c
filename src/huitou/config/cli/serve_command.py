"""`huitou serve`: pages, API and live updates on one port."""

import os
from gettext import gettext as _
from importlib import import_module
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, WithParentOption, opened, say
from huitou.config.with_parent import end_with_parent

app = Commands()


@app.command()
def serve(
    data: DataOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help=_("0.0.0.0 answers to every network of the machine."))] = "127.0.0.1",
    processes: Annotated[
        int | None, typer.Option(min=1, max=64, help=_("Default: HUITOU_WEB_PROCESSES, or 2."))
    ] = None,
    with_parent: WithParentOption = False,
) -> None:
    """Run the web server. The jobs need a worker beside it: ./huitou worker."""
    from huitou.config import server

    if with_parent:
        end_with_parent()
    server.refuse_taken_port(host, port)
    os.environ.setdefault("HUITOU_PUBLIC_URL", f"http://localhost:{port}")
    with opened(data):
        from django.conf import settings

        from huitou.config.static_files import collect_when_changed

        # A page that cannot even be imported is said once, here, not by every process for every request.
        import_module(settings.ROOT_URLCONF)
        if collect_when_changed():
            say(_("Static files collected"))
        say(
            _("Serving %(huitou_public_url)s on %(host)s:%(port)s")
            % {"huitou_public_url": settings.HUITOU_PUBLIC_URL, "host": host, "port": port}
        )
        server.serve(host, port, processes or settings.HUITOU_WEB_PROCESSES)
