"""`huitou worker`: runs jobs and sweeps deadlines until it is told to stop."""

import signal
from typing import Annotated

import typer

from huitou.config.cli.installation import DataOption, WithParentOption, opened, say
from huitou.config.with_parent import end_with_parent

app = typer.Typer(add_completion=False)


@app.command()
def worker(
    data: DataOption = None,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Jobs at the same time.")] = 2,
    with_parent: WithParentOption = False,
) -> None:
    """Run the jobs: mails, refunds, deadlines. Start as many workers as you like; stop them with Ctrl-C."""
    if with_parent:
        end_with_parent()
    with opened(data):
        from huitou.core.jobs import work

        say("The worker waits for jobs")
        signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
        try:
            work(concurrency=concurrency)
        except KeyboardInterrupt:
            say("The worker stops")
