"""The command line: `./huitou <command>`, one module per command, each imported only when it is asked for.

Commands read arguments, call verbs and queries, and say what happened. They hold no rules of their own.
"""

import os
import sys
from importlib import import_module

from huitou.config.failures import StartUpFailed
from huitou.core.errors import HuitouError

# What each command does, as the overview shows it. A command is the `app` of the module named after it.
COMMANDS = {
    "demo": "a living demo shop in the browser",
    "setup": "open a real shop, step by step",
    "serve": "run the web server",
    "worker": "run the jobs",
    "migrate": "bring the database up to date",
    "doctor": "check the installation and say what to mend",
    "shop": "create and list shops",
    "staff": "ask people in, change their roles, switch them off",
    "import": "import orders from files",
    "token": "create tokens for the API",
    "backup": "write the database and all files into one file",
    "restore": "put a backup back, or try it out",
    "personal": "what is held of people; verify, export, erase",
    "refunds": "compare with the providers; end a pause",
    "mail": "take in a mail that came back",
    "evidence": "write the evidence bundle of a case, and check one",
    "replay": "what another policy would have said to the shop's cases",
    "flows": "prove and show the flow tables",
    "bench": "measure, on a throw-away database",
    "test": "run all tests",
    "lint": "run all other checks",
}


def main() -> None:
    """Run the command of this process's arguments and end the process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitou.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("help", "--help", "-h"):
        sys.stdout.write(overview())
        sys.exit(0 if arguments else 2)
    name = arguments[0]
    if name not in COMMANDS:
        sys.stderr.write(f"huitou: there is no command {name!r}.\n\n{overview()}")
        sys.exit(2)
    module = import_module(f"huitou.config.cli.{name}_command")
    try:
        module.app(args=arguments[1:], prog_name=f"./huitou {name}")
    except StartUpFailed as failure:
        sys.stderr.write(f"huitou {name}: {failure}\n")
        sys.exit(1)
    except HuitouError as error:
        sys.stderr.write(f"huitou {name}: {error.text}\n")
        sys.exit(1)


def overview() -> str:
    """All commands with a line each."""
    lines = [f"  {name:<8} {does}" for name, does in COMMANDS.items()]
    return "\n".join(["Usage: ./huitou <command> [--help]", "", *lines, ""])
