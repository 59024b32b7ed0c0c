"""The published policy: the version in force, or one that binds an order. Open to everybody."""

from django.http import HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.orders.queries import silence_limit
from huitou.policies.models import PolicyVersion
from huitou.policies.pages import render_policy
from huitou.policies.queries import published_versions, version_in_force
from huitou.portal.saying_paid import paying_rule
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def policy(visit: Visit) -> HttpResponseBase:
    """The policy in words; `?version=` shows an earlier one."""
    with in_shop(visit.shop):
        now = version_in_force(visit.shop, visit.at)
        shown = _asked_for(visit, visit.request.GET.get("version", "")) or now
        paying = paying_rule(silence_limit(visit.shop.pk)) if shown is not None else ""
    page = render_policy(shown, get_language() or visit.shop.locale) if shown else None
    context = {"page": page, "earlier": bool(shown and now and shown.pk != now.pk), "paying": paying}
    return visit.render("portal/policies/policy.html", context)


def _asked_for(visit: Visit, number: str) -> PolicyVersion | None:
    """A published version by its number. Raises NotFound for a number that is none."""
    if not number:
        return None
    rows = published_versions(visit.shop).filter(in_force_from__lte=visit.at)
    found = rows.filter(number=int(number)).first() if _is_number(number) else None
    if found is None:
        raise NotFound()
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 9
