"""The language of the terminal: which one the reader speaks, and the texts of the commands in it.

`speak` runs before any command is imported, for their help is put together then. Commands take
`from gettext import gettext as _`; what the pages say goes through Django's, in `spoken`.
"""

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCALES = Path(__file__).resolve().parents[1] / "locale"
DOMAIN = "django"
# The folder of our texts, by language.
FOLDERS = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}
TRADITIONAL = ("TW", "HK", "MO", "Hant")


def language(environment: Mapping[str, str]) -> str:
    """`zh-hans`, `zh-hant` or `en`, as LC_ALL, LC_MESSAGES or LANG of the terminal say; in this order, as in POSIX."""
    spoken = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    if not spoken.lower().startswith("zh"):
        return "en"
    parts = spoken.partition(".")[0].replace("-", "_").split("_")
    return "zh-hant" if any(part in TRADITIONAL for part in parts) else "zh-hans"


def speak() -> str:
    """Speak the terminal's language from now on, the command line's own words (usage, errors) included; which one."""
    found = language(os.environ)
    folder = FOLDERS.get(found)
    if folder is None:
        return found
    from huitou.config.translations import compile_stale

    compile_stale()
    gettext.bindtextdomain(DOMAIN, str(LOCALES))
    gettext.textdomain(DOMAIN)
    # What gettext looks at first; the children of this process speak the same.
    os.environ["LANGUAGE"] = folder
    return found


@contextmanager
def spoken() -> Iterator[None]:
    """For texts of the areas (an error, a reject's reason): Django speaks the terminal's language too."""
    from django.utils.translation import override

    with override(language(os.environ)):
        yield


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for the catalogues."""
    return text


# What the library of the command line says through gettext; the rest of its words is in `frames`.
OF_THE_LIBRARY = (
    N_("Aborted!"),
    N_("Aborted."),
    N_("Arguments"),
    N_("Commands"),
    N_("Error"),
    N_("Missing command."),
    N_("No such command {name!r}."),
    N_("Options"),
    N_("Try [blue]'{command_path} {help_option}'[/] for help."),
    N_("[default: {}]"),
    N_("[env var: {}]"),
    N_("[required]"),
    N_("default: {default}"),
    N_("env var: {var}"),
    N_("required"),
)
