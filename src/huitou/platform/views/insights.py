"""The platform's shops beside each other: how long each takes, over the same period and counted the same way."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from huitou.accounts.models import Staff
from huitou.accounts.staff_pages import to_log_in
from huitou.core import clock
from huitou.core.tenancy import in_shop
from huitou.insights.comparing import compared
from huitou.insights.queries import dispute_score, last_days, published
from huitou.insights.queries.dispute_scores import ENOUGH as ENOUGH_DISPUTES
from huitou.insights.queries.figures import ENOUGH, USUAL_DAYS
from huitou.platform.disputes import shops_of


@never_cache
@require_safe
def comparison(request: HttpRequest) -> HttpResponseBase:
    """Every shop that this person may look into, the slowest first; shops with too few cases stand at the end."""
    staff = request.user
    if not isinstance(staff, Staff):
        return to_log_in(request)
    if not staff.platform_roles.exists():
        raise Http404
    at = clock.now()
    shops = shops_of(staff)
    found, scores = [], []
    for shop, _actor in shops:
        with in_shop(shop):
            found.append((shop, published(shop, at)))
            scores.append((shop, dispute_score(last_days(shop, at))))
    rows = compared(found)
    context = {
        "rows": [row for row in rows if row.enough],
        "few": [row for row in rows if not row.enough],
        "scores": sorted((one for one in scores if one[1].enough), key=lambda one: -(one[1].lost_per_cent or 0)),
        "few_scores": [one for one in scores if one[1].ended and not one[1].enough],
        "enough_disputes": ENOUGH_DISPUTES,
        "days": USUAL_DAYS,
        "enough": ENOUGH,
        "actor": shops[0][1] if shops else None,
    }
    return render(request, "platform/insights.html", context)
