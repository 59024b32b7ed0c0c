"""Finds what a command's arguments name: a shop by its short name, a buyer by the address.

Called by the command line only; pages and API find things through `access_<noun>`.
"""

from gettext import gettext as _
from uuid import UUID

from huitou.config.failures import StartUpFailed
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop


class NoSuchShop(StartUpFailed):
    """The short name belongs to no shop."""


class NoSuchCase(StartUpFailed):
    """The reference belongs to no case, or to several."""


class NoSuchBuyer(StartUpFailed):
    """Nobody with this address bought in the shop."""


class NoSuchProvider(StartUpFailed):
    """No company of this name checks goods for the shop."""


def shop_of(slug: str) -> Shop:
    """The shop with the short name. Raises NoSuchShop, which names those that there are."""
    shop = Shop.objects.filter(slug=slug).first()
    if shop is None:
        there = ", ".join(Shop.objects.order_by("slug").values_list("slug", flat=True)[:10])
        if not there:
            raise NoSuchShop(_("there is no shop %(slug)s; create one first") % {"slug": repr(slug)})
        raise NoSuchShop(_("there is no shop %(slug)s; there are: %(shops)s") % {"slug": repr(slug), "shops": there})
    return shop


def case_named(name: str, slug: str = "") -> tuple[Shop, UUID]:
    """The case with the reference, or the `latest` one, with its shop. Raises NoSuchCase, NoSuchShop."""
    from huitou.cases.models import Case

    found = []
    for shop in [shop_of(slug)] if slug else Shop.objects.order_by("slug"):
        with in_shop(shop):
            rows = Case.objects.order_by("-opened_at", "-pk")
            rows = rows if name == "latest" else rows.filter(ref=name.upper())
            found += [(opened_at, shop, key) for key, opened_at in rows.values_list("pk", "opened_at")[:1]]
    if not found:
        raise NoSuchCase(
            _("there is no case yet") if name == "latest" else _("there is no case %(name)s") % {"name": repr(name)}
        )
    if len(found) > 1 and name != "latest":
        raise NoSuchCase(_("several shops have a case %(name)s: say which with --shop") % {"name": name})
    _opened_at, shop, key = max(found, key=lambda one: one[0])
    return shop, key


def customer_of(shop: Shop, email: str) -> UUID:
    """The customer with the address, the newest where several have it. Raises NoSuchBuyer."""
    from huitou.orders.models import CustomerContact

    with in_shop(shop):
        found = (
            CustomerContact.objects.filter(email=email.strip().lower())
            .order_by("-customer__created_at", "-pk")
            .values_list("customer_id", flat=True)
            .first()
        )
    if found is None:
        raise NoSuchBuyer(
            _("nobody with the address %(email)s has bought at %(slug)s") % {"email": email, "slug": shop.slug}
        )
    return UUID(str(found))


def provider_of(shop: Shop, name: str) -> UUID:
    """The company that checks returned goods for the shop, by its name. Raises NoSuchProvider."""
    from huitou.logistics.models import ReturnsProvider

    with in_shop(shop):
        known = dict(ReturnsProvider.objects.filter(retired_at=None).order_by("name").values_list("name", "pk"))
    found = known.get(name.strip())
    if found is None:
        there = _("there are: %(names)s") % {"names": ", ".join(known)}
        there = there if known else _("add one in the settings, under Returns")
        raise NoSuchProvider(
            _("no company %(name)s checks goods for %(slug)s; %(there)s")
            % {"name": repr(name), "slug": shop.slug, "there": there}
        )
    return found
