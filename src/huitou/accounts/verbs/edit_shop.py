"""Changing a shop's brand and its facts. Called by setup and by the desk's settings.

The currency and the time zone of a shop that has orders are not changed here: sums and dates hang on them.
"""

import re
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitou.accounts.records import note
from huitou.accounts.verbs.open_shop import ShopNameMissing, checked_locale
from huitou.accounts.verbs.people import checked_email
from huitou.core.actors import Actor
from huitou.core.contrast import palette, parse_hex, to_hex
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.images import read_picture
from huitou.core.models import Shop
from huitou.core.verbs import verb

# Twice the longest edge at which a page shows a logo.
LOGO_EDGE = 640
FACTS = ("name", "legal_name", "locale", "contact_email", "support_hours", "address", "domain")
# The host of the shop's own pages; a port only where it is a machine of one's own.
DOMAIN = re.compile(
    r"(localhost|127\.0\.0\.1)(:\d{1,5})?|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
)


class DomainMalformed(Invalid):
    """This is no host name."""

    code = "domain_malformed"
    message = _("Enter only the host, such as shop.example.com, without https:// and without a path.")


@verb
def edit_brand(
    *, actor: Actor, at: datetime, accent: str | None = None, logo: bytes | None = None, remove_logo: bool = False
) -> Shop:
    """Set the accent colour (``#RRGGBB``) and the logo (any picture; it is made small and clean).

    Raises: Forbidden, ColourMalformed, NoPicture, PictureTooLarge.
    """
    actor.require("settings.edit")
    shop = _locked(actor)
    before = shop.accent
    if accent is not None:
        shop.accent = to_hex(parse_hex(accent))
    if logo is not None or remove_logo:
        _drop_old_logo(shop)
        shop.logo = ""
    if logo is not None:
        shown = read_picture(BytesIO(logo), longest_edge=LOGO_EDGE).shown
        shop.logo.save(f"{new_id()}.webp", ContentFile(shown), save=False)
    shop.save(update_fields=["accent", "logo"])
    changed = {"accent": shop.accent} if shop.accent != before else {}
    if logo is not None or remove_logo:
        changed["logo"] = "set" if logo is not None else "removed"
    if changed:
        note("accounts.brand.edited", actor=actor, at=at, facts=changed)
    return shop


@verb
def edit_shop(
    *,
    actor: Actor,
    at: datetime,
    name: str,
    legal_name: str = "",
    locale: str,
    contact_email: str = "",
    support_hours: str = "",
    address: str = "",
    domain: str | None = None,
) -> Shop:
    """Set what buyers read: name, legal name, language, where to write, when somebody answers, where goods go.

    `domain`: the host whose pages may hold the policy as a frame; None leaves it.
    Raises: Forbidden, ShopNameMissing, LocaleUnknown, EmailMalformed, DomainMalformed.
    """
    actor.require("settings.edit")
    if not name.strip():
        raise ShopNameMissing()
    shop = _locked(actor)
    before = {field: getattr(shop, field) for field in FACTS}
    shop.name = name.strip()
    shop.legal_name = legal_name.strip()
    shop.locale = checked_locale(locale)
    shop.contact_email = checked_email(contact_email) if contact_email.strip() else ""
    shop.support_hours = support_hours.strip()
    shop.address = address.strip()
    if domain is not None:
        shop.domain = domain.strip().lower()
        if shop.domain and not DOMAIN.fullmatch(shop.domain):
            raise DomainMalformed()
    shop.save(update_fields=FACTS)
    changed = [field for field in FACTS if getattr(shop, field) != before[field]]
    if changed:
        note("accounts.shop.edited", actor=actor, at=at, facts={"fields": changed})
    return shop


def readable_accents(accent: str) -> tuple[str, str]:
    """The colours that pages really use for this accent, on light and on dark paper: 4.5 : 1 at least.

    Raises: ColourMalformed.
    """
    return palette(accent, dark=False).accent, palette(accent, dark=True).accent


def _locked(actor: Actor) -> Shop:
    return Shop.objects.select_for_update().get(pk=actor.shop_id)


def _drop_old_logo(shop: Shop) -> None:
    if shop.logo:
        storage, name = shop.logo.storage, shop.logo.name
        transaction.on_commit(lambda: storage.delete(str(name)))
