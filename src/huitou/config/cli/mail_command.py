"""`huitou mail returned`: reads one message from standard input, as a mail server's alias pipes it."""

import sys
from gettext import gettext as _

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

# `receive` takes nothing larger for a report, so nothing larger needs to be read whole.
READ_MAX_BYTES = 4_000_000

app = Commands(no_args_is_help=True)


@app.callback()
def mail() -> None:
    """Mails that come back to the installation."""


@app.command()
def returned(data: DataOption = None) -> None:
    """Read a delivery report and mark the mails that came back. Any other message changes nothing."""
    raw = sys.stdin.buffer.read(READ_MAX_BYTES)
    with opened(data, migrated=False):
        from huitou.notifications.bounces import receive

        mails = receive(raw)
    typer.echo(_("Mails that came back: %(count)s") % {"count": len(mails)})
