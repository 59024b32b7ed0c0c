"""`huitou evidence export|verify`: writes the bundle of a case; checks one, without a database.

`verify` asks nothing of this installation: no settings, no data folder, no Django.
"""

import locale
import os
from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened

app = Commands(no_args_is_help=True)
LANGUAGES = ("zh-hans", "zh-hant", "en")
LangOption = Annotated[str, typer.Option("--lang", help=_("zh-hans, zh-hant or en."))]


@app.command()
def export(
    case: Annotated[str, typer.Argument(help=_("The case's reference, or latest."))],
    file: Annotated[Path, typer.Argument(help=_("Where the bundle is written."))],
    shop: Annotated[str, typer.Option(help=_("The shop's short name, where several have such a case."))] = "",
    reader: Annotated[str, typer.Option(help=_("Whose view: platform, merchant or buyer."))] = "platform",
    pdf: Annotated[bool, typer.Option(help=_("The story as PDF too, where a Chromium is installed."))] = True,
    lang: LangOption = "",
    data: DataOption = None,
) -> None:
    """Write the whole story of a case, with data, files and proofs, into one zip."""
    with opened(data):
        from django.utils.translation import override

        from huitou.cases.bundle.write import operator, write_bundle
        from huitou.config.lookup import case_named
        from huitou.core.actors import Role
        from huitou.core.clock import now
        from huitou.core.tenancy import in_shop

        if reader not in (Role.PLATFORM, Role.MERCHANT, Role.BUYER):
            raise typer.BadParameter(_("the reader is platform, merchant or buyer"))
        found_shop, name = case_named(case, shop)
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            spoken = _language(lang) if lang else found_shop.locale
            with override(spoken), in_shop(found_shop), open(draft, "xb") as target:
                contents = write_bundle(
                    target,
                    actor=operator(found_shop),
                    name=name,
                    shop=found_shop,
                    at=now(),
                    reader=Role(reader),
                    with_pdf=pdf,
                )
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        rows = len(contents.events)
        typer.echo(
            _("%(ref)s: %(rows)s rows in %(records)s records, %(files)s files")
            % {"ref": contents.case.ref, "rows": rows, "records": len(contents.heads), "files": len(contents.files)}
        )
        typer.echo(f"{file}")


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help=_("The bundle."))],
    checkpoint: Annotated[
        list[str] | None, typer.Option(help=_("A checkpoint that you were given, or its start."))
    ] = None,
    mail: Annotated[list[Path] | None, typer.Option(help=_("A saved mail about the case (.eml)."))] = None,
    key: Annotated[str, typer.Option(help=_("The public key that you know, in hex."))] = "",
    lang: LangOption = "",
) -> None:
    """Check a bundle: status 0 intact, 1 not intact, 2 not readable. Needs no database and no network."""
    from huitou.cases.bundle.verify import Finding, check_bundle, from_mail, from_text
    from huitou.config.translations import compile_stale

    compile_stale()
    language = _language(lang)
    if not file.is_file():
        raise typer.BadParameter(_("there is no file %(file)s") % {"file": file})
    known = []
    for text in checkpoint or []:
        try:
            known.append(from_text(text))
        except ValueError as error:
            raise typer.BadParameter(_("a checkpoint has at least 16 digits of 0-9 a-f")) from error
    for path in mail or []:
        if not path.is_file():
            raise typer.BadParameter(_("there is no file %(path)s") % {"path": path})
        found = from_mail(path)
        if not found:
            typer.echo(Finding("checkpoint_none").say(language))
            raise typer.Exit(2)
        known += found
    report = check_bundle(file, checkpoints=known, key=key)
    for line in report.say(language):
        typer.echo(line)
    raise typer.Exit(report.status)


def _language(asked: str) -> str:
    """The language that was asked for, else the terminal's."""
    if asked:
        if asked.lower() not in LANGUAGES:
            raise typer.BadParameter(_("the languages are %(languages)s") % {"languages": ", ".join(LANGUAGES)})
        return asked.lower()
    spoken = (os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or "").replace("-", "_")
    if not spoken.startswith("zh"):
        return "en"
    return "zh-hant" if any(part in spoken for part in ("TW", "HK", "MO", "Hant")) else "zh-hans"
