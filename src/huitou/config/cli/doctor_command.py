"""`huitou doctor`: looks at every part of the installation and says what to mend."""

from gettext import gettext as _

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, choose_data, opened
from huitou.config.failures import StartUpFailed

app = Commands()
MARKS = {"ok": "  ok   ", "warn": " warn  ", "fail": " FAIL  "}


@app.command()
def doctor(data: DataOption = None) -> None:
    """Check the installation; status 1 if something must be mended."""
    choose_data(data)
    failed = False
    told: set[str] = set()
    try:
        from huitou.config import health

        for finding in health.before_the_database():
            failed |= _tell(finding)
            told.add(finding[1])
        with opened(migrated=False):
            for finding in health.with_the_database():
                failed |= _tell(finding)
    except StartUpFailed as failure:
        if str(failure) not in told:
            failed |= _tell(("fail", str(failure)))
    typer.echo(_("Something must be mended.") if failed else _("Everything is in order."))
    raise typer.Exit(1 if failed else 0)


def _tell(finding: tuple[str, str]) -> bool:
    level, sentence = finding
    typer.echo(f"[{MARKS[level]}] {sentence}")
    return level == "fail"
