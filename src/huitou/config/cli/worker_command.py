"""`huitou worker`: runs jobs and sweeps deadlines until it is told to stop, in one process or in several."""

import signal
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, WithParentOption, opened, say
from huitou.config.with_parent import end_with_parent

if TYPE_CHECKING:
    from huitou.config.embedded_postgres import EmbeddedPostgres

app = Commands()


@app.command()
def worker(
    data: DataOption = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help=_("Processes; one that dies is started again."))] = 1,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help=_("Jobs at the same time in each process."))] = 2,
    with_parent: WithParentOption = False,
) -> None:
    """Run the jobs: mails, refunds, deadlines. Start as many workers as you like; stop them with Ctrl-C."""
    if with_parent:
        end_with_parent()
    with opened(data) as cluster:
        if processes > 1:
            _look_after(processes, concurrency, cluster)
        else:
            _work(concurrency)


def _work(concurrency: int) -> None:
    from huitou.core.jobs import work

    say(_("The worker waits for jobs"))
    signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        work(concurrency=concurrency)
    except KeyboardInterrupt:
        say(_("The worker stops"))


def _look_after(processes: int, concurrency: int, cluster: "EmbeddedPostgres | None") -> None:
    """Keep so many workers running. Raises ChildKeepsDying."""
    from django.db import connections

    from huitou.config.household import Child, Household

    # This process only looks on: it holds no connection of its own.
    connections.close_all()
    children = [Child("worker", "--concurrency", str(concurrency)) for _ in range(processes)]
    with Household(children, cluster=cluster, say=say) as household:
        household.keep()
