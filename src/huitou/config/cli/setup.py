"""`./huitou setup`: opens a real shop in the terminal, step by step, or hands out the one-time link to /setup/.

Every step is saved at once: Ctrl-C and the same command go on where it stopped. With `--no-input` nothing is
asked, and what the flags do not say is an error. The steps themselves stand in `huitou.desk.setup.steps`.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from huitou.config.cli.commands import Commands
from huitou.config.cli.installation import DataOption, opened
from huitou.config.cli.speech import spoken

if TYPE_CHECKING:
    from huitou.accounts.models import SetupRun
    from huitou.core.models import Shop
    from huitou.desk.setup.steps import ShopFacts

app = Commands()
PASSWORD_VARIABLE = "HUITOU_OWNER_PASSWORD"  # noqa: S105  (the name of a variable, not a password)


@dataclass
class Answers:
    """What the flags said, and how to ask for the rest."""

    given: dict[str, str]
    may_ask: bool
    asked: set[str] = field(default_factory=set)
    typed: dict[str, str] = field(default_factory=dict)

    def get(self, name: str, question: str, default: str = "", *, hidden: bool = False) -> str:
        """The flag's value, else the answer of the person at the terminal, else the default.

        A flag is used once: when its value was refused, the person is asked. What a flag said, or a person typed over
        the default, is offered when the same question comes again. Ends the command with `--no-input`.
        """
        value = self.given.pop(name, "")
        if value:
            if not hidden:
                self.typed[name] = value
            return value
        if self.may_ask:
            return self._asked(name, question, default, hidden=hidden)
        if default:
            return default
        if name == "password":
            return _stop(_("%(name)s must hold the password with --no-input") % {"name": PASSWORD_VARIABLE})
        return _stop(_("--%(name)s is needed with --no-input") % {"name": name.replace("_", "-")})

    def optional(self, name: str, question: str, again: str = "") -> str:
        """As `get`, and an empty answer is one. `again`: the question when the first answer is offered once more, where
        a hyphen stands for none; without it nothing is offered."""
        if name in self.given or not self.may_ask:
            return self._kept(name, self.given.pop(name, ""))
        self.asked.add(name)
        offered = self.typed.get(name, "") if again else ""
        answer: str = typer.prompt(again if offered else question, default=offered, show_default=bool(offered))
        return self._kept(name, "" if offered and answer.strip() == "-" else answer)

    def _kept(self, name: str, answer: str) -> str:
        self.typed[name] = answer
        return answer

    def demand(self, *names: str) -> None:
        """With `--no-input`, end the command naming all of these that no flag gives."""
        missing = [name for name in names if not self.given.get(name)]
        if self.may_ask or len(missing) < 2:
            return
        flags = [f"--{name.replace('_', '-')}" if name != "password" else PASSWORD_VARIABLE for name in missing]
        _stop(_("These are needed with --no-input: %(names)s") % {"names": ", ".join(flags)})

    def _asked(self, name: str, question: str, default: str, *, hidden: bool) -> str:
        self.asked.add(name)
        offered = self.typed.get(name, default)
        answer: str = typer.prompt(question, default=offered or None, hide_input=hidden, confirmation_prompt=hidden)
        if answer != default and not hidden:
            self.typed[name] = answer
        return answer


@app.command()
def setup(
    link: Annotated[
        bool, typer.Option("--link", help=_("Print a one-time link to the same steps in the browser."))
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help=_("Open another shop instead of going on with the last one."))
    ] = False,
    no_input: Annotated[bool, typer.Option("--no-input", help=_("Ask nothing; take the flags."))] = False,
    owner_email: Annotated[str, typer.Option(help=_("The address the owner logs in with."))] = "",
    owner_name: Annotated[str, typer.Option(help=_("The owner's name."))] = "",
    slug: Annotated[str, typer.Option(help=_("The shop's short name, as in /s/<slug>/."))] = "",
    name: Annotated[str, typer.Option(help=_("The name that buyers read."))] = "",
    country: Annotated[str, typer.Option(help=_("ISO 3166, for instance CN."))] = "",
    currency: Annotated[str, typer.Option(help=_("ISO 4217, for instance CNY."))] = "",
    timezone: Annotated[str, typer.Option(help=_("IANA, for instance Asia/Shanghai."))] = "",
    locale: Annotated[str, typer.Option(help=_("zh-hans, zh-hant or en."))] = "",
    contact_email: Annotated[str, typer.Option(help=_("Where buyers may write."))] = "",
    address: Annotated[str, typer.Option(help=_("Where returned goods go."))] = "",
    accent: Annotated[str, typer.Option(help=_("The colour, as #RRGGBB."))] = "",
    logo: Annotated[str, typer.Option(help=_("A picture file."))] = "",
    orders: Annotated[str, typer.Option(help=_("A file or folder with orders."))] = "",
    contacts: Annotated[str, typer.Option(help=_("A CSV with the buyers' contacts, for orders without."))] = "",
    test_mail: Annotated[str, typer.Option(help=_("Where to send a test mail."))] = "",
    data: DataOption = None,
) -> None:
    """Open a shop: owner, shop, brand, policy, orders, test mail. The password is asked for, or read from
    the variable HUITOU_OWNER_PASSWORD."""
    flags = {
        "owner_email": owner_email,
        "owner_name": owner_name,
        "password": os.environ.get(PASSWORD_VARIABLE, ""),
        "slug": slug,
        "name": name,
        "country": country,
        "currency": currency,
        "timezone": timezone,
        "locale": locale,
        "contact_email": contact_email,
        "address": address,
        "accent": accent,
        "logo": logo,
        "orders": orders,
        "contacts": contacts,
        "test_mail": test_mail,
    }
    with opened(data):
        from huitou.core.clock import now
        from huitou.desk.setup import steps
        from huitou.desk.setup.links import new_link

        run = (None if new else steps.unfinished()) or steps.start(at=now())
        if link:
            typer.echo(new_link(run, at=now()))
            typer.echo(_("It works once, for one hour. The web server must be running: ./huitou serve"), err=True)
            return
        answers = Answers({key: value for key, value in flags.items() if value}, may_ask=not no_input)
        if run.steps_done:
            typer.echo(
                _("Going on where it stopped: %(run)s done. (--new starts another shop.)")
                % {"run": ", ".join(run.steps_done)}
            )
        walk(run, answers)


def walk(run: "SetupRun", answers: Answers) -> None:
    """Do every step that is left, then say what to do next."""
    from huitou.core.clock import now
    from huitou.core.errors import HuitouError
    from huitou.desk.setup import steps

    doing: dict[str, Callable[[SetupRun, Answers], None]] = {
        "owner": _owner,
        "shop": _shop,
        "brand": _brand,
        "policy": _policy,
        "orders": _orders,
        "mail": _mail,
    }
    while (step := steps.next_step(run)) is not None:
        answers.asked.clear()
        try:
            doing[step](run, answers)
        except HuitouError as error:
            with spoken():
                said = error.text
            if not answers.may_ask or not answers.asked:
                _stop(said)
            typer.secho(said, err=True, fg="red")
    steps.finish(run, at=now())
    _say_what_next(steps.shop_of(run))


def _owner(run: "SetupRun", answers: Answers) -> None:
    from huitou.accounts.models import Staff
    from huitou.core.clock import now
    from huitou.desk.setup import steps

    if not Staff.objects.filter(email=answers.given.get("owner_email", "").strip().lower(), is_active=True).exists():
        answers.demand("owner_email", "owner_name", "password", "name", "slug")
    email = answers.get("owner_email", _("Your e-mail, to log in with"))
    known = Staff.objects.filter(email=email.strip().lower(), is_active=True).first()
    if known is not None:
        # Whoever runs this holds the database: an account that exists is taken, its password stays.
        steps.use_owner(run, known)
        typer.echo(_("%(email)s has an account already and owns the new shop too.") % {"email": known.email})
        return
    steps.create_owner(
        run,
        email=email,
        name=answers.get("owner_name", _("Your name")),
        password=answers.get("password", _("A password of at least ten characters"), hidden=True),
        locale=answers.given.get("locale", "en"),
        at=now(),
    )


def _shop(run: "SetupRun", answers: Answers) -> None:
    from huitou.core.clock import now
    from huitou.desk.setup import steps

    answers.demand("name", "slug")
    facts = _shop_facts(answers)
    if wrong := steps.wrong_in_shop(facts):
        *before, last = wrong
        with spoken():
            for error in before:
                typer.secho(error.text, err=True, fg="red")
        raise last
    shop = steps.create_shop(run, facts, at=now())
    typer.echo(_("%(name)s is open at /s/%(slug)s/") % {"name": shop.name, "slug": shop.slug})


def _shop_facts(answers: Answers) -> "ShopFacts":
    from huitou.desk.setup.choices import usual_for
    from huitou.desk.setup.steps import ShopFacts

    name = answers.get("name", _("The name of the shop"))
    slug = answers.get("slug", _("Its short name for addresses, as in /s/<short name>/"))
    country = answers.get("country", _("Its country, two letters"), "CN").upper()
    currency, timezone = usual_for(country)
    language = {"CN": "zh-hans", "TW": "zh-hant", "HK": "zh-hant"}.get(country, "en")
    return ShopFacts(
        name=name,
        slug=slug,
        country=country,
        currency=answers.get("currency", _("Its currency"), currency),
        timezone=answers.get("timezone", _("Its time zone"), timezone),
        locale=answers.get("locale", _("Its language (zh-hans, zh-hant, en)"), language),
        contact_email=answers.optional(
            "contact_email",
            _("Where buyers may write (Enter for nowhere)"),
            _("Where buyers may write (a hyphen for nowhere)"),
        ),
        address=answers.optional(
            "address",
            _("Where returned goods go (Enter for later)"),
            _("Where returned goods go (a hyphen for later)"),
        ),
    )


def _brand(run: "SetupRun", answers: Answers) -> None:
    from huitou.accounts.verbs.edit_shop import readable_accents
    from huitou.core.clock import now
    from huitou.desk.setup import steps

    accent = answers.get("accent", _("The colour, as #RRGGBB"), steps.shop_of(run).accent)
    path = answers.optional("logo", _("A picture file with the logo (Enter for none)"))
    shop = steps.save_brand(run, accent=accent, logo=_bytes_of(path) if path else None, at=now())
    readable, _dark = readable_accents(shop.accent)
    if readable != shop.accent:
        typer.echo(
            _("%(accent)s is too pale to read on paper; text and buttons take %(readable)s.")
            % {"accent": shop.accent, "readable": readable}
        )


def _policy(run: "SetupRun", _answers: Answers) -> None:
    from huitou.core.clock import now
    from huitou.desk.setup import steps

    version = steps.publish_preset(run, at=now())
    typer.echo(
        _("The ready policy for %(country)s is in force (version %(number)s).")
        % {"country": steps.shop_of(run).country, "number": version.number}
    )


def _orders(run: "SetupRun", answers: Answers) -> None:
    from huitou.config.cli.import_orders import account_of
    from huitou.desk.setup import steps
    from huitou.desk.setup.import_step import import_paths

    path = answers.optional("orders", _("A file or folder with orders (Enter for later)"))
    if not path:
        steps.skip(run, "orders")
        return
    contacts = answers.given.pop("contacts", "")
    shop = steps.shop_of(run)
    report = import_paths(steps.owner_actor(run), shop, [Path(path)], contacts=Path(contacts) if contacts else None)
    with spoken():
        typer.echo(account_of(report))
    steps.note_import(run, counts=report.to_json())


def _mail(run: "SetupRun", answers: Answers) -> None:
    from huitou.core.clock import now
    from huitou.core.jobs import run_pending
    from huitou.desk.setup import steps

    to = answers.optional("test_mail", _("Where to send a test mail (Enter for none)"))
    if not to:
        steps.skip(run, "mail")
        return
    steps.send_test_mail(run, to=to, at=now())
    run_pending()
    mail = steps.test_mail_of(run)
    typer.echo(_("The test mail to %(to)s: %(mail)s.") % {"to": to, "mail": mail.state if mail else "queued"})


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except OSError as error:
        from huitou.orders.connectors.protocol import FileMissing

        raise FileMissing(path=path) from error


def _say_what_next(shop: "Shop") -> None:
    from django.conf import settings

    url = settings.HUITOU_PUBLIC_URL
    typer.echo(
        "\n".join(
            [
                "",
                _("%(name)s is set up.") % {"name": shop.name},
                "  ./huitou serve, ./huitou worker   " + _("start it"),
                f"  {url}/desk/{shop.slug}/   " + _("where you decide; log in with your e-mail"),
                f"  {url}/s/{shop.slug}/   " + _("where buyers look up their orders"),
                f"  {url}/staff/2fa/   " + _("add a second factor to your account"),
                "",
            ]
        )
    )


def _stop(text: str) -> NoReturn:
    sys.stderr.write(f"huitou setup: {text}\n")
    raise typer.Exit(1)
