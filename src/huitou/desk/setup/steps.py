"""The steps from nothing to a working shop. Each saves what it did at once, so the walk can stop and go on.

Called by the pages under /setup/ and by ``./huitou setup``. A step calls the verbs of the areas below; it holds
no rules of its own, and never skips one of theirs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitou.accounts.access import staff_actor
from huitou.accounts.models import SetupRun, Staff
from huitou.accounts.verbs import create_staff, edit_brand, open_shop
from huitou.accounts.verbs.open_shop import wrong_in
from huitou.accounts.verbs.people import checked_email
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.ids import new_id
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.notifications.letters import Letter
from huitou.notifications.models import Mail
from huitou.notifications.verbs import send
from huitou.orders.models import ImportRun
from huitou.policies.models import PolicyVersion
from huitou.policies.presets import preset_for
from huitou.policies.queries import version_in_force
from huitou.policies.verbs import publish, save_draft

STEPS = ("owner", "shop", "brand", "policy", "orders", "mail")
OPTIONAL = frozenset({"brand", "orders", "mail"})


class StepNotYet(HuitouError):
    """A step was called before those that it stands on."""

    code = "setup_step_not_yet"
    status: ClassVar[int] = 409
    message = gettext_lazy("This step comes later. Finish the steps before it first.")


class StepDone(HuitouError):
    """The owner or the shop of this setting-up exists already."""

    code = "setup_step_done"
    status: ClassVar[int] = 409
    message = gettext_lazy("This step is done already. Go on with the next one.")


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What the shop's step asks for; checked by ``open_shop``."""

    slug: str
    name: str
    country: str
    currency: str
    timezone: str
    locale: str
    contact_email: str = ""
    address: str = ""
    sole: bool = True


def start(*, at: datetime) -> SetupRun:
    """A new setting-up."""
    return SetupRun.objects.create(created_at=at)


def unfinished() -> SetupRun | None:
    """The setting-up that was left last, if one was."""
    return SetupRun.objects.filter(finished_at=None).order_by("-created_at").first()


def next_step(run: SetupRun) -> str | None:
    """The first step that is neither done nor skipped; None at the end."""
    return next((step for step in STEPS if step not in run.steps_done), None)


def create_owner(run: SetupRun, *, email: str, name: str, password: str, locale: str, at: datetime) -> Staff:
    """The owner's account. The address counts as proved: whoever sets up holds the machine.

    Raises: StepDone, and what ``create_staff`` raises.
    """
    if run.owner_id is not None:
        raise StepDone()
    with transaction.atomic():
        staff = create_staff(email=email, name=name, password=password, locale=locale, at=at, verified=True)
        run.owner = staff
        _done(run, "owner")
    return staff


def use_owner(run: SetupRun, staff: Staff) -> None:
    """Go on with somebody who has an account already. Raises: StepDone."""
    if run.owner_id is not None:
        raise StepDone()
    run.owner = staff
    _done(run, "owner")


def wrong_in_shop(facts: ShopFacts) -> list[HuitouError]:
    """All that ``create_shop`` would refuse in these facts, together; whether the short name is free it sees itself."""
    return wrong_in(
        slug=facts.slug, name=facts.name, country=facts.country, currency=facts.currency, timezone=facts.timezone,
        locale=facts.locale, contact_email=facts.contact_email,
    )  # fmt: skip


def create_shop(run: SetupRun, facts: ShopFacts, *, at: datetime) -> Shop:
    """The shop, with the owner in it. Raises: StepNotYet, StepDone, and what ``open_shop`` raises."""
    if run.owner is None:
        raise StepNotYet()
    if run.shop_id is not None:
        raise StepDone()
    if facts.contact_email:
        checked_email(facts.contact_email)

    def remember(shop: Shop) -> None:
        run.shop = shop
        _done(run, "shop")

    return open_shop(
        slug=facts.slug,
        name=facts.name,
        country=facts.country,
        currency=facts.currency,
        timezone=facts.timezone,
        locale=facts.locale,
        contact_email=facts.contact_email,
        address=facts.address,
        sole=facts.sole,
        owner=run.owner,
        at=at,
        then=remember,
    )


def save_brand(run: SetupRun, *, accent: str, logo: bytes | None, at: datetime) -> Shop:
    """Colour and logo. Raises: StepNotYet, ColourMalformed, NoPicture, PictureTooLarge."""
    shop = edit_brand(actor=owner_actor(run), at=at, accent=accent, logo=logo)
    _done(run, "brand")
    return shop


def publish_preset(run: SetupRun, *, at: datetime) -> PolicyVersion:
    """The ready policy of the shop's country, in force from now. Raises: StepNotYet, and what ``publish`` raises."""
    actor, shop = owner_actor(run), shop_of(run)
    document = preset_for(shop.country, currency=shop.currency, timezone=shop.timezone)
    draft = save_draft(actor=actor, at=at, document=document)
    version: PolicyVersion = publish(actor=actor, at=at, version=draft)
    _done(run, "policy")
    return version


def policy_of(run: SetupRun, *, at: datetime) -> PolicyVersion | None:
    """The policy that is in force, for the page that shows it."""
    shop = shop_of(run)
    with in_shop(shop):
        return version_in_force(shop, at)


def note_import(run: SetupRun, *, counts: dict[str, Any]) -> None:
    """Keep what the import reported, for the last page. Raises: StepNotYet."""
    shop_of(run)
    run.notes = {**run.notes, "orders": counts}
    _done(run, "orders")


def note_asked_import(run: SetupRun, asked: ImportRun) -> None:
    """The worker takes the orders in; the steps after it need not wait. Raises: StepNotYet."""
    shop_of(run)
    run.notes = {**run.notes, "import": str(asked.pk)}
    _done(run, "orders")


def import_of(run: SetupRun) -> ImportRun | None:
    """The last import that was asked for on the page, as it stands now."""
    noted = run.notes.get("import")
    if not noted or run.shop_id is None:
        return None
    with in_shop(shop_of(run)):
        return ImportRun.objects.filter(pk=noted).first()


def send_test_mail(run: SetupRun, *, to: str, at: datetime) -> Mail:
    """Write a mail in the shop's look and queue it. Raises: StepNotYet, EmailMalformed."""
    address = checked_email(to)
    mail: Mail = write_test_mail(actor=owner_actor(run), at=at, shop=shop_of(run), to=address)
    run.notes = {**run.notes, "mail": {"id": str(mail.pk), "to": address}}
    _done(run, "mail")
    return mail


def test_mail_of(run: SetupRun) -> Mail | None:
    """The test mail as it stands now: queued, sent or failed with its reason."""
    noted = run.notes.get("mail")
    if not noted or run.shop_id is None:
        return None
    with in_shop(shop_of(run)):
        return Mail.objects.filter(pk=noted["id"]).first()


def skip(run: SetupRun, step: str) -> None:
    """Leave an optional step for later. Raises: StepNotYet for one that is needed."""
    if step not in OPTIONAL:
        raise StepNotYet()
    shop_of(run)
    _done(run, step)


def finish(run: SetupRun, *, at: datetime) -> None:
    """Close the setting-up; its link and its pages end. Raises: StepNotYet."""
    if next_step(run) is not None:
        raise StepNotYet()
    run.finished_at = at
    run.link_digest = None
    run.save(update_fields=["finished_at", "link_digest"])


def shop_of(run: SetupRun) -> Shop:
    """Raises: StepNotYet."""
    if run.shop is None:
        raise StepNotYet()
    return run.shop


def owner_actor(run: SetupRun) -> Actor:
    """The owner as the verbs know them. Raises: StepNotYet."""
    if run.owner is None or run.shop is None:
        raise StepNotYet()
    return staff_actor(run.owner, run.shop)


@verb
def write_test_mail(*, actor: Actor, at: datetime, shop: Shop, to: str) -> Mail:
    """Queue the test mail in the shop's language. Raises: Forbidden."""
    actor.require("settings.edit")
    with translation.override(shop.locale):
        letter = Letter(
            subject=_("A test mail from your shop"),
            preheader=_("Your mails work."),
            greeting=_("Hello %(name)s,") % {"name": actor.name},
            sentence=_("This is how your shop writes to its customers."),
            paragraphs=[
                _("Name, colour and address come from your settings. Each customer reads mails in their language."),
            ],
            why=_("You get this mail because you asked for it while setting up your shop."),
        )
    return send(
        shop_id=shop.pk,
        key=f"setup:test:{new_id()}",
        to_email=to,
        to_name=actor.name,
        locale=shop.locale,
        letter=letter,
        at=at,
    )


def _done(run: SetupRun, step: str) -> None:
    if step not in run.steps_done:
        run.steps_done = [*run.steps_done, step]
    run.save(update_fields=["owner", "shop", "steps_done", "notes"])
