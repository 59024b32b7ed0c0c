"""The command line: `./huitou <command>`, one module per command, each imported only when it is asked for.

Commands read arguments, call verbs and queries, and say what happened. They hold no rules of their own.
"""

import os
import sys
from gettext import gettext as _
from importlib import import_module

from huitou.config.cli.speech import N_, speak, spoken
from huitou.config.failures import StartUpFailed
from huitou.config.starting import starting
from huitou.core.errors import HuitouError

# What each command does, as the overview shows it. A command is the `app` of the module named after it.
COMMANDS = {
    "demo": N_("a living demo shop in the browser"),
    "setup": N_("open a real shop, step by step"),
    "serve": N_("run the web server"),
    "worker": N_("run the jobs"),
    "migrate": N_("bring the database up to date"),
    "doctor": N_("check the installation and say what to mend"),
    "shop": N_("create and list shops"),
    "staff": N_("ask people in, change their roles, switch them off"),
    "import": N_("import orders from files"),
    "token": N_("create tokens for the API"),
    "backup": N_("write the database and all files into one file"),
    "restore": N_("put a backup back, or try it out"),
    "parcels": N_("read what carriers told again; take in scans; tell numbers"),
    "personal": N_("what is held of people; verify, export, erase"),
    "refunds": N_("compare with the providers; end a pause"),
    "export": N_("journal, credit notes and tax for the bookkeeping"),
    "deposit": N_("a shop's deposit at the platform"),
    "mail": N_("take in a mail that came back"),
    "evidence": N_("write the evidence bundle of a case, and check one"),
    "replay": N_("what another policy would have said to the shop's cases"),
    "flows": N_("prove and show the flow tables"),
    "bench": N_("measure, on a throw-away database"),
    "test": N_("run the tests, or with --sweeps the long ones"),
    "lint": N_("run all other checks"),
}


def main() -> None:
    """Run the command of this process's arguments and end the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitou.config.settings")
    speak()
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        sys.stdout.write(overview())
        sys.exit(0 if arguments else 2)
    name = arguments[0]
    if name not in COMMANDS:
        said = _("there is no command %(name)s.") % {"name": repr(name)}
        sys.stderr.write(f"huitou: {said}\n\n{overview()}")
        sys.exit(2)
    with starting():
        module = import_module(f"huitou.config.cli.{name}_command")
    try:
        module.app(args=arguments[1:], prog_name=f"./huitou {name}")
    except StartUpFailed as failure:
        sys.stderr.write(f"huitou {name}: {failure}\n")
        sys.exit(1)
    except HuitouError as error:
        with spoken():
            sys.stderr.write(f"huitou {name}: {error.text}\n")
        sys.exit(1)


def overview() -> str:
    """All commands with a line each."""
    lines = [f"  {name:<8} {_(does)}" for name, does in COMMANDS.items()]
    return "\n".join([_("Usage: ./huitou <command> [--help]"), "", *lines, ""])
