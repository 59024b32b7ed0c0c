"""After an e-mail address was changed: the old one is told, can put itself back, and still gets codes for a while.

So whoever got into an order cannot turn it over to an address of their own unseen. Called by the verbs that change a
contact and by whatever sends a code that moves goods; inside `in_shop`.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.accounts.domains.addresses import page_url
from huitou.core.errors import NotFound
from huitou.core.tenancy import open_shop_row
from huitou.core.when import written
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter, Link, one_line
from huitou.notifications.verbs import send
from huitou.orders.models import CustomerContact, FormerEmail

LASTS = timedelta(days=7)
SALT = "huitou.orders.former_email"


def keep_former(contact: CustomerContact, before: str, *, at: datetime) -> FormerEmail:
    """Keep the address that was replaced, and tell it."""
    former = FormerEmail.objects.create(
        shop_id=contact.shop_id, customer_id=contact.customer_id, email=before, changed_at=at, until=at + LASTS
    )
    shop = open_shop_row()
    locale = supported(contact.locale, shop.locale)
    with override(locale):
        letter = _letter(former, contact.name)
    send(
        shop_id=shop.pk,
        key=f"orders.former_email:{former.pk}",
        to_email=before,
        to_name=contact.name,
        locale=locale,
        letter=letter,
        at=at,
    )
    return former


def trusted_email(contact: CustomerContact, *, at: datetime) -> str:
    """Where a code goes that moves goods: the address from before the first change that can still be undone."""
    former = _open(at).filter(customer_id=contact.customer_id).order_by("changed_at", "pk").first()
    return former.email if former is not None else contact.email


def undo_until(contact: CustomerContact, *, at: datetime) -> datetime | None:
    """Until when the last change of the address can be undone; None where there was none lately."""
    return _open(at).filter(customer_id=contact.customer_id).order_by("-until").values_list("until", flat=True).first()


def former_of(shop_id: UUID, secret: str) -> UUID:
    """Which address the link in the mail speaks for. Raises NotFound."""
    try:
        told = signing.loads(secret, salt=SALT)
    except signing.BadSignature as error:
        raise NotFound() from error
    if told["shop"] != str(shop_id):
        raise NotFound()
    return UUID(told["former"])


def _open(at: datetime) -> "QuerySet[FormerEmail]":
    return FormerEmail.objects.filter(until__gt=at, undone_at=None, erased_at=None)


def _letter(former: FormerEmail, name: str) -> Letter:
    shop = open_shop_row()
    secret = signing.dumps({"shop": str(shop.pk), "former": str(former.pk)}, salt=SALT)
    until = written(former.until, ZoneInfo(shop.timezone), "full")
    return Letter(
        subject=_("Your e-mail address at %(shop)s was changed") % {"shop": one_line(shop.name, 80)},
        preheader=_("If it was not you, put the old one back."),
        greeting=_("Hello %(name)s,") % {"name": one_line(name, 80)} if name else _("Hello,"),
        sentence=_("Mails about your orders go to another address from now on, no longer to this one."),
        paragraphs=[
            _("Was it you? Then there is nothing to do."),
            _(
                "If it was not you, put this address back by %(until)s. Everybody who is signed in is then signed "
                "out. Until then codes for changes of an order still come to this address, and to no other."
            )
            % {"until": until},
        ],
        button=Link(_("Put this address back"), page_url(shop, f"/s/{shop.slug}/old-address/{secret}/")),
        why=_("You get this mail because this address was the one of your orders until now."),
        secrets=[secret],
    )
