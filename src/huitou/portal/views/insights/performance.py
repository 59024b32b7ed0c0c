"""How long things really take in this shop: published, open to everybody, measured from events alone."""

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huitou.core.flow.texts import gap
from huitou.core.tenancy import in_shop
from huitou.insights.queries import goal_figures, published
from huitou.insights.telling import goal_rows, split_rows, step_rows, too_few
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def performance(visit: Visit) -> HttpResponseBase:
    """The figures of the last 90 days, with their sample and their period; below a number of cases it says so."""
    with in_shop(visit.shop):
        found = published(visit.shop, visit.at)
        goals = goal_rows(goal_figures(found.period, at=visit.at))
    few = gap().join((too_few(found), _("We show no figure that rests on chance; it appears here by itself.")))
    steps, few_of = split_rows(step_rows(found))
    context = {"found": found, "steps": steps, "few_of": few_of, "goals": goals, "too_few": few}
    return visit.render("portal/insights/performance.html", context)
